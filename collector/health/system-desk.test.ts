import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Figures } from '#collector/figures.ts';
import { SystemHealth } from '#protocol/system-health.ts';
import { lastErrors } from './last-errors.ts';
import { SystemDesk } from './system-desk.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'ward-system-desk-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

test('the page gets rates, lags, sizes and the last hour in one answer that its schema knows', async () => {
  let nowMs = 1_000_000;
  let samples = 0;
  const lostEntries = { limit: 2, damaged: 1, store_emptied: 9, store_put_back: 0 };
  const figures = async () =>
    ({
      intake: {
        samples,
        journalNext: 9,
        journalOldest: 4,
        journalBytes: 77,
        tickMs: nowMs - 3_000,
        lostEntries,
        refused: 5,
        withoutSchema: 0,
        givenUp: 0,
      },
      overloads: 1,
      agents: 3,
      hub: { connections: 2, dropped: 0 },
      feeder: {
        position: 9,
        waitingMs: null,
        arrivedMs: nowMs,
        strayFrames: 0,
        failures: 0,
        entriesPerSecond: 0,
        speed: null,
      },
      telling: { failed: 4 },
    }) as unknown as Figures;
  const errors = lastErrors(() => nowMs);
  writeFileSync(join(dataDir, 'ledger.sqlite'), 'x'.repeat(100));
  const desk = new SystemDesk({
    figures,
    errors,
    dataDir,
    ledger: 'sqlite',
    journalLimitBytes: 1_000,
    version: '1.2.3',
    target: 't-1',
    starts: 7,
    nowMs: () => nowMs,
    onFault: () => {},
  });

  for (let round = 0; round < 400; round++) {
    await desk.look();
    nowMs += 10_000;
    samples += 500;
  }
  errors.note('store', new Error('gone'));
  errors.note('store', new Error('gone'));
  const health = SystemHealth.parse(await desk.health());

  expect(health.now).toMatchObject({ samples_per_second: 50, judging_behind_seconds: 2, live_pages: 2 });
  expect(health.history.lines.samples_per_second).toHaveLength(360);
  expect(health.drops).toMatchObject({ refused_items: 5, journal_lost_entries: 3, failed_calls: 4 });
  expect(health.ledger).toEqual({ engine: 'sqlite', bytes: 100 });
  expect(health.disk.freeBytes).toBeGreaterThan(0);
  expect(health.errors).toEqual([{ atMs: nowMs, what: 'store', message: 'gone', times: 2 }]);
});

test('of what went wrong the newest is kept, and a bounded number', () => {
  const errors = lastErrors(() => 5);
  for (let number = 0; number < 30; number++) errors.note('part', new Error(`${number}`));

  expect(errors.list()).toHaveLength(20);
  expect(errors.list()[0]?.message).toBe('29');
});
