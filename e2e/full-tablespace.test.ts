import { chownSync, statfsSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { defaultRules } from '#collector/rules/default-rules.ts';
import { JournalScript } from '#collector/rules/journal-script.ts';
import { openStreamJudge } from '#collector/rules/stream-judge.ts';
import { openSchemaBook } from '#collector/series/open-schema-book.ts';
import { PostgresConfig } from '#probes/database/postgres/config.ts';
import { postgres } from '#probes/database/postgres/postgres.ts';
import type { Measurements } from '#probes/probe.ts';
import { type Postgres, startPostgres, whyNoPostgres } from '#scripts/servers/postgres.ts';
import { type SmallDisk, trySmallDisk } from './small-disk.ts';

const MB = 1024 * 1024;
const DISK_BYTES = 64 * MB;
const MINUTE_MS = 60_000;
const never = new AbortController().signal;

const disk = whyNoPostgres() === undefined ? trySmallDisk(DISK_BYTES) : { reason: whyNoPostgres() };
const title = `a tablespace on a small disk${'reason' in disk ? ` (${disk.reason})` : ''}`;
let server: Postgres;

describe.skipIf('reason' in disk)(title, () => {
  beforeAll(async () => {
    server = await startPostgres();
    const { path } = disk as SmallDisk;
    const { uid, gid } = statSync(server.data);
    chownSync(path, uid, gid);
    await server.run(`CREATE TABLESPACE small LOCATION '${path}'`);
    await server.run('CREATE TABLE ballast (filler text) TABLESPACE small');
    await server.run('ALTER TABLE ballast ALTER filler SET STORAGE PLAIN');
    const script = await postgres.grants?.({ user: 'ward' });
    await server.run(String(script).replace('CHANGE-THIS', 'pw'));
  });
  afterAll(async () => {
    await server?.stop();
    (disk as SmallDisk).remove();
  });

  test('that fills is told by its real share, by the time that is left, and by an alert, until it is full', async () => {
    let nowMs = Date.UTC(2026, 0, 5);
    const settings = {
      address: '127.0.0.1',
      port: server.port,
      user: 'ward',
      password: 'pw',
      space_limits: { small: '64MB' },
    };
    const options = { procPath: '', sysPath: '', now: () => nowMs };
    const probe = postgres.create(PostgresConfig.parse(settings), options);
    const seen: { minute: number; used: number; days: number }[] = [];
    let fullAtMinute = Number.NaN;

    // Two megabytes a minute, of a clock that does not make anybody wait.
    for (let minute = 0; minute < 60 && !(minute > fullAtMinute + 6); minute++) {
      const measurements = await probe.collect(never);
      const value = (field: string) => spaceValue(measurements, field);
      seen.push({ minute, used: value('used_percent'), days: value('days_until_full') });
      // What PostgreSQL says is in use is in use on the disk.
      expect(Math.abs(value('used_bytes') - usedOnDisk())).toBeLessThan(MB);
      await fill(2).catch((error: Error) => {
        expect(error.message).toMatch(/No space left/);
        if (Number.isNaN(fullAtMinute)) fullAtMinute = minute;
      });
      nowMs += MINUTE_MS;
    }
    await probe.close();

    expect(seen[0]?.used).toBeLessThan(5);
    expect(seen.at(-1)?.used).toBeGreaterThan(93);
    const told = seen.filter(({ minute, days }) => days < 1 && minute <= fullAtMinute);
    // Told within minutes of its beginning, and right about the minute in which the disk was full.
    expect(told[0]?.minute).toBeLessThanOrEqual(7);
    for (const { minute, days } of told) expect(minute + days * 24 * 60).toBeGreaterThan(fullAtMinute * 0.85);
    for (const { minute, days } of told) expect(minute + days * 24 * 60).toBeLessThan(fullAtMinute * 1.15);

    expect(
      await alerts(
        'database_space.days_until_full',
        seen.map(({ days }) => days),
      ),
      // One alert, and critical at once: what will be full today does not wait for the milder hold.
    ).toEqual([expect.stringMatching(/^fired database-space-week critical @(?:[5-9]|10)$/)]);
    expect(
      await alerts(
        'database_space.used_percent',
        seen.map(({ used }) => used),
      ),
      // It fills so fast that the graver severity is held sooner than the milder one.
    ).toEqual([expect.stringContaining('fired database-space-high critical')]);
  });
});

function spaceValue({ readings }: Measurements, field: string): number {
  const found = readings.find(
    ({ column }) => column.metric === `database_space.${field}` && column.labels.space === 'small',
  );
  return found?.value ?? Number.NaN;
}

function usedOnDisk(): number {
  const { blocks, bfree, bsize } = statfsSync((disk as SmallDisk).path);
  return (blocks - bfree) * bsize;
}

/** Rows of half a page each, so that nothing is saved by packing them. */
async function fill(megabytes: number): Promise<void> {
  const rows = (megabytes * MB) / 8_192;
  await server.run(`INSERT INTO ballast SELECT repeat('x', 5000) FROM generate_series(1, ${rows})`);
}

/** What the shipped rules make of a series, a value each minute. */
async function alerts(metric: string, values: readonly number[]): Promise<string[]> {
  const ledger = await temporaryLedger();
  const book = openSchemaBook();
  const startMs = Date.UTC(2026, 0, 5);
  const script = new JournalScript(book).rules(1, defaultRules, startMs);
  const labels = { space: 'small', type: 'tablespace' };
  const columns = [{ metric, labels, kind: 'gauge' as const, unit: '1' }];
  for (const [minute, value] of values.entries())
    script.frame(
      { probe: 'postgres', target: 'db', intervalMs: MINUTE_MS, columns },
      startMs + minute * MINUTE_MS,
      [value],
    );
  const judge = await openStreamJudge({ sql: ledger.sql, book, organisationOf: () => 'main' });
  judge.take(script.batch());
  const events = await judge.commit();
  ledger.remove();
  return events.map(({ kind, atMs, alert }) => {
    const severity = alert.severity === 'critical' ? ' critical' : '';
    return `${kind} ${alert.rule}${severity} @${(atMs - startMs) / MINUTE_MS}`;
  });
}
