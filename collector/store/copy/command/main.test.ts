import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { openEmbeddedStore } from '../../embedded/embedded-store.ts';
import { DEFAULT_QUERY_LIMITS } from '../../store.ts';
import { rowsOf, schemaOf } from '../../store-history.ts';
import { runStoreCommand } from './main.ts';

const DAY_MS = 86_400_000;
const YESTERDAY = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS;
const SAMPLES = 2 * 1_440 * 3;

const folder = mkdtempSync(join(tmpdir(), 'ward-store-command-'));
const old = join(folder, 'old');
beforeAll(async () => {
  const store = await openEmbeddedStore(join(old, 'store'));
  for (const target of ['a', 'b', 'c']) await store.append([yesterdayOf(target)], 1);
  await store.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A sample a minute of two series. */
function yesterdayOf(target: string) {
  const pairs = Array.from({ length: 1_440 }, (_, minute) => [minute * 60_000, minute % 77]);
  const rows = rowsOf(schemaOf(target), pairs);
  return { ...rows, timesMs: rows.timesMs.map((_, minute) => YESTERDAY + minute * 60_000) };
}

async function run(...argv: string[]): Promise<{ code: number; said: string; progress: string }> {
  let said = '';
  let progress = '';
  const take = (text: string) => {
    said += `${text}\n`;
  };
  const code = await runStoreCommand(argv, {
    print: take,
    complain: take,
    progress: {
      write: (text) => {
        progress += text;
      },
    },
    signal: new AbortController().signal,
    nowMs: Date.now,
  });
  return { code, said, progress };
}

async function countIn(path: string): Promise<number> {
  const store = await openEmbeddedStore(join(path, 'store'));
  const query = { selector: { metric: 'cpu.usage_active' }, fromMs: 0, toMs: Date.now(), stepMs: 0 };
  const answers = await store.query({ ...query, aggregation: 'last' }, DEFAULT_QUERY_LIMITS);
  await store.close();
  return answers.reduce((sum, { values }) => sum + values.length, 0);
}

describe('without a collector', () => {
  it('copies one folder into another, says how far it is and what came of it, and compares them', async () => {
    const data = join(folder, 'data-1');
    const sides = ['--from', `embedded:${old}`, '--to', `embedded:${join(folder, 'new-1')}`, '--data', data];

    const planned = await run('copy', ...sides, '--dry-run');
    const copied = await run('copy', ...sides);
    const compared = await run('compare', ...sides);

    expect(planned).toMatchObject({ code: 0, said: expect.stringContaining('about 8,640 samples') });
    expect(copied).toMatchObject({ code: 0, said: expect.stringContaining('8,640 were written') });
    expect(copied.progress).toContain('looking what there is');
    expect(compared).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^Compared: 8,640 samples of 6 series/),
    });
    expect(await countIn(join(folder, 'new-1'))).toBe(SAMPLES / 2);
  });

  it('says by its exit code, and by series and day, where two stores differ', async () => {
    const other = await openEmbeddedStore(join(folder, 'other', 'store'));
    const { timesMs, values, ...rest } = yesterdayOf('a');
    await other.append([{ ...rest, timesMs: timesMs.slice(1), values: values.slice(2) }], 1);
    await other.close();

    const compared = await run(
      ...['compare', '--from', `embedded:${old}`, '--to', `embedded:${join(folder, 'other')}`],
      ...['--targets', 'a', '--data', folder],
    );

    expect(compared.code).toBe(1);
    const day = new Date(YESTERDAY).toISOString().slice(0, 10);
    expect(compared.said).toContain(`${day} a|cpu.usage_active|cpu=cpu-total: 1440 samples`);
  });

  it.each([
    [['copy', '--from', 'embeded', '--to', 'embedded'], /--from: found "embeded"\. Allowed: "embedded", /],
    [['copy', '--from', 'influxdb://me:secret@host', '--to', 'embedded'], /found "influxdb:\/\/…@host"/],
    [['copy', '--to', 'embedded'], /--from: is missing/],
    [['copy', '--from', 'memory', '--to', 'embedded', '--to-day', '21.11.'], /--to-day: found "21\.11\."/],
    [
      ['copy', '--from', 'memory', '--to', 'embedded', '--share', '0'],
      /--share: found "0"\. Allowed: 1 to 100/,
    ],
    [['compare', '--from', 'memory', '--to', 'embedded', '--dry-run'], /--dry-run: there is no such option/],
    [['copie'], /there is no "copie"\. Did you mean "copy"/],
  ])('answers %j with what was found and what is allowed', async (argv, expected) => {
    const { code, said } = await run(...argv);

    expect(code).toBe(2);
    expect(said).toMatch(expected);
  });

  it('makes no store where a data directory was mistyped', async () => {
    const data = join(folder, 'mistyped');
    const { code, said } = await run('copy', '--from', 'embedded', '--to', `embedded:${old}`, '--data', data);
    expect(code).toBe(1);
    expect(said).toContain(`there is no embedded store in ${data}: name the data directory with --data`);
    expect(existsSync(data)).toBe(false);
  });

  it('refuses sides that cannot be copied, and says what to do', async () => {
    const here = ['--data', join(folder, 'data-2')];
    mkdirSync(join(folder, 'data-2'));

    expect((await run('copy', '--from', 'memory', '--to', 'embedded', ...here)).said).toContain(
      'only as long as its collector runs',
    );
    expect((await run('copy', '--from', 'embedded', '--to', 'embedded', ...here)).said).toContain(
      'give two stores',
    );
    expect(
      (await run('copy', '--from', `embedded:${folder}/none`, '--to', 'embedded', ...here)).said,
    ).toContain('there is no embedded store in');
    expect((await run('copy-status', ...here)).said).toContain('no collector runs on');
  });
});

describe('with a collector that runs', () => {
  let ward: Ward;
  beforeAll(async () => {
    ward = await startWard();
  });
  afterAll(() => ward?.stop());

  it('has the collector copy into the store that it has open, and out of it', async () => {
    const data = ['--data', ward.dataDir, '--share', '100', '--targets', 'a,b,c'];
    const next = join(folder, 'next');

    const into = await run('copy', '--from', `embedded:${old}`, '--to', 'embedded', ...data);
    const out = await run('copy', '--from', 'embedded', '--to', `embedded:${next}`, ...data);
    const compared = await run('compare', '--from', `embedded:${old}`, '--to', 'embedded', ...data);

    expect(into).toMatchObject({ code: 0, said: expect.stringContaining('8,640 were written') });
    expect(out).toMatchObject({ code: 0, said: expect.stringContaining('8,640 were written') });
    expect(compared).toMatchObject({ code: 0 });
    expect(await countIn(next)).toBe(SAMPLES / 2);
    expect((await run('copy-status', '--data', ward.dataDir)).said).toBe('no copy is under way\n');
    expect((await run('copy-cancel', '--data', ward.dataDir)).said).toBe('no copy is under way\n');
  });

  it('leaves behind targets that nobody knows, and says so', async () => {
    const { code, said } = await run(
      ...['copy', '--from', `embedded:${old}`, '--to', 'embedded', '--data', ward.dataDir],
    );

    expect(code).toBe(0);
    expect(said).toContain('Left behind: 3 targets that this collector does not know');
  });

  it('keeps what was copied over a crash of the collector', async () => {
    await ward.kill();
    await ward.restart();
    const data = ['--data', ward.dataDir, '--share', '100', '--targets', 'a,b,c'];

    const compared = await run('compare', '--from', `embedded:${old}`, '--to', 'embedded', ...data);

    expect(compared).toMatchObject({ code: 0 });
    expect(readdirSync(join(ward.dataDir, 'copies')).length).toBeGreaterThan(0);
  });
});
