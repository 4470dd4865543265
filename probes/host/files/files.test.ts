import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findFiles } from '#probes/file_watch/find-files.ts';
import { type Glob, parseGlob } from '#probes/file_watch/glob.ts';
import { localTree } from '#probes/file_watch/local-tree.ts';
import type { Probe, ProbeOptions } from '#probes/probe.ts';
import { JobRun } from '#protocol/job-run.ts';
import { figures, running } from '../test-tree.ts';
import { FilesConfig } from './config.ts';
import { files } from './files.ts';

const DAY = 86_400;
let folder: string;
let nowMs: number;
let kept: Map<string, unknown>;
let probe: Probe;
let told: { figures: Record<string, number>; runs: JobRun[]; skipped: unknown };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ward-files-'));
  nowMs = Date.UTC(2030, 0, 1);
  kept = new Map();
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes a file of that size and age. */
function write(name: string, bytes: number, ageSeconds: number): void {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, Buffer.alloc(bytes));
  utimesSync(path, nowMs / 1_000 - ageSeconds, nowMs / 1_000 - ageSeconds);
}

function watch(settings: object = {}): void {
  const options: ProbeOptions = { procPath: '', sysPath: '', now: () => nowMs, remember: () => kept };
  const watches = [{ name: 'backup', path: join(folder, '*.bak'), ...settings }];
  probe = files.create(FilesConfig.parse({ watches }), options);
}

/** A look after so many seconds. */
async function look(afterSeconds = 0) {
  nowMs += afterSeconds * 1_000;
  const measured = await probe.collect(running);
  told = {
    figures: Object.fromEntries(
      Object.entries(figures(measured)).map(([name, value]) => [
        name.replace('files.', '').replace(' backup', ''),
        value,
      ]),
    ),
    runs: (measured.facts ?? []).map(({ kind, key, data }) => {
      expect([kind, key]).toEqual(['job_run', 'backup']);
      return JobRun.parse(data);
    }),
    skipped: measured.skipped,
  };
  return told;
}

describe('files that are watched', () => {
  it('have number, ages and sizes', async () => {
    write('a.bak', 100, 3 * DAY);
    write('b.bak', 200, 2 * DAY);
    write('c.bak', 150, DAY);
    write('c.bak.tmp', 999, 10);
    write('other', 999, 10);
    watch();

    expect((await look()).figures).toEqual({
      count: 3,
      total_bytes: 450,
      newest_age_seconds: DAY,
      oldest_age_seconds: 3 * DAY,
      newest_bytes: 150,
      smallest_bytes: 100,
      largest_bytes: 200,
      newest_growth_percent: -25,
      incomplete: 0,
    });
  });

  it('that are not there have no age, and are named', async () => {
    watch();

    expect((await look()).figures).toMatchObject({
      count: 0,
      total_bytes: 0,
      newest_age_seconds: Number.NaN,
      largest_bytes: Number.NaN,
    });
    expect(told.skipped).toEqual([{ what: join(folder, '*.bak'), why: 'there is no such file now' }]);
  });

  it('prove that they were kept: how many, and of how many days', async () => {
    for (let day = 0; day < 200; day++) if (day % 10 !== 3) write(`${day}.bak`, 10, day * DAY + 3_600);
    write('twice.bak', 10, DAY + 7_200);
    watch({ retention: '180d' });

    expect((await look()).figures).toMatchObject({ count: 181, retained_count: 163, retained_days: 162 });
    expect(told.figures.oldest_age_seconds).toBe(199 * DAY + 3_600);
  });

  it('do not count where they are ignored or too small', async () => {
    write('good.bak', 5_000, DAY);
    write('empty.bak', 0, 3_600);
    write('test-1.bak', 5_000, 3_600);
    watch({ min_size: '1KB', ignore: ['test-*'] });

    expect((await look()).figures).toMatchObject({ count: 1, newest_age_seconds: DAY });
  });

  it('are complete when they have not changed for a while', async () => {
    write('a.bak', 100, 10);
    watch();
    expect((await look()).figures).toMatchObject({ count: 0, incomplete: 1 });
    expect((await look(60)).figures).toMatchObject({ count: 1, incomplete: 0 });

    // The time of a file may stand still while it grows, as on Windows.
    write('b.bak', 100, 3_600);
    expect((await look(60)).figures).toMatchObject({ count: 1, incomplete: 1 });
    write('b.bak', 200, 3_660);
    expect((await look(60)).figures).toMatchObject({ count: 1, incomplete: 1 });
    expect((await look(60)).figures).toMatchObject({ count: 2, incomplete: 0 });
  });
});

describe('a backup', () => {
  it('is a run of its job when it is complete, once, also over a restart', async () => {
    write('1.bak', 100, DAY);
    watch({ job: true });
    expect((await look()).runs).toEqual([
      { phase: 'succeeded', atMs: nowMs - DAY * 1_000, bytes: 100, files: 1, output: join(folder, '1.bak') },
    ]);
    expect((await look(60)).runs).toEqual([]);

    write('2.bak', 300, 0);
    expect((await look(30)).runs).toEqual([]);
    watch({ job: true });
    const run = (await look(60)).runs[0];
    expect(run).toMatchObject({ bytes: 300, files: 1, atMs: nowMs - 90_000 });
    expect(told.figures.newest_growth_percent).toBe(200);
    expect((await look(600)).runs).toEqual([]);
  });

  it('of several files is one run, when the last of them is there', async () => {
    write('1.bak', 100, DAY);
    watch({ job: true });
    await look();
    write('2a.bak', 10, 0);
    await look(60);
    write('2b.bak', 20, 0);
    write('2c.bak.tmp', 30, 0);
    expect((await look(60)).runs).toEqual([]);
    renameSync(join(folder, '2c.bak.tmp'), join(folder, '2c.bak'));
    expect((await look(60)).runs).toEqual([]);

    expect((await look(60)).runs).toMatchObject([{ files: 3, bytes: 60 }]);
  });

  it('may be written over the one before', async () => {
    write('same.bak', 100, DAY);
    watch({ job: true });
    await look();
    write('same.bak', 150, 0);
    await look(60);

    expect((await look(60)).runs).toMatchObject([{ bytes: 150 }]);
    expect(told.figures.newest_growth_percent).toBe(50);
  });
});

describe('a pattern of files', () => {
  const found = async (pattern: string, limits = { entries: 1_000, files: 100 }) => {
    const { files: all, trouble } = await findFiles(
      localTree,
      parseGlob(join(folder, pattern)) as Glob,
      limits,
      running,
    );
    return { names: all.map(({ path }) => path.slice(folder.length + 1)).sort(), trouble };
  };

  it('reaches through folders', async () => {
    for (const name of ['a/x.log', 'a/b/y.log', 'a/b/c/z.log', 'a/.hidden/h.log', 'a/b/.h.log', 'q[1].log'])
      write(name, 1, 0);
    symlinkSync(join(folder, 'a'), join(folder, 'link'));

    expect((await found('*/*.log')).names).toEqual(['a/x.log', 'link/x.log']);
    expect((await found('a/**/*.log')).names).toEqual(['a/b/c/z.log', 'a/b/y.log', 'a/x.log']);
    expect((await found('a/**')).names).toEqual(['a/b/c/z.log', 'a/b/y.log', 'a/x.log']);
    expect((await found('a/b/[x-z].?og')).names).toEqual(['a/b/y.log']);
    expect((await found('a/[!y].log')).names).toEqual(['a/x.log']);
    expect((await found('a/b/.*')).names).toEqual(['a/b/.h.log']);
    expect((await found('nothing/*/x')).names).toEqual([]);
  });

  it('ends at its limits, and says so', async () => {
    for (let count = 0; count < 30; count++) write(`${count}.log`, 1, 0);
    symlinkSync(folder, join(folder, 'circle'));

    expect((await found('*.log', { entries: 1_000, files: 10 })).trouble).toEqual([
      { what: join(folder, '*.log'), why: 'more than 10 files: not all of them were looked at' },
    ]);
    expect((await found('*.log', { entries: 10, files: 100 })).trouble).toMatchObject([
      { why: 'more than 10 entries: not all of them were looked at' },
    ]);
    expect((await found('**/*.log')).names).toHaveLength(30);
  });

  it.each(['C:\\backup\\*.bak', '\\\\server\\share\\*.bak', 'D:/logs/**'])(
    'may be of Windows: %s',
    (text) => {
      expect(parseGlob(text)?.root).toMatch(/^(?:[CD]:\/|\/\/server\/share\/)$/);
    },
  );
});
