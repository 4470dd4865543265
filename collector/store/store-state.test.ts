import { expect, it } from 'vitest';
import { StoreState } from '#protocol/store-state.ts';
import type { FeederStats } from './feeder.ts';
import { memoryStore } from './memory-store.ts';
import { lagOf, storeState } from './store-state.ts';

const NOW = 1_000_000;
const feeder: FeederStats = {
  position: 100,
  durable: 90,
  arrivedMs: 400_000,
  waitingMs: 401_000,
  strayFrames: 0,
  trouble: null,
  failures: 0,
  entriesPerSecond: 50,
  speed: 4,
};
const trouble = { code: 'unreachable', detail: 'gone', sinceMs: 1, tries: 3, nextTryAtMs: null } as const;

it('says how far behind it is, and when it will have caught up while time goes on', () => {
  expect(lagOf({ intake: { journalNext: 1_100, journalBytes: 0 }, feeder }, NOW)).toEqual({
    behindEntries: 1_000,
    behindMs: 599_000,
    entriesPerSecond: 50,
    speed: 4,
    leftMs: 599_000 / 3,
  });
});

it.each([
  ['is not faster than time', { speed: 1 }],
  ['has not begun', { speed: null }],
  ['is ill', { trouble }],
])('does not say when a store will have caught up that %s', (_what, change) => {
  const intake = { journalNext: 1_100, journalBytes: 0 };

  expect(lagOf({ intake, feeder: { ...feeder, ...change } }, NOW)).toMatchObject({
    behindMs: 599_000,
    leftMs: null,
  });
});

it('is not behind for what came this moment, nor where nothing waits', () => {
  const intake = { journalNext: 102, journalBytes: 0 };

  expect(lagOf({ intake, feeder }, NOW).behindMs).toBe(0);
  expect(
    lagOf({ intake: { ...intake, journalNext: 200 }, feeder: { ...feeder, waitingMs: null } }, NOW).behindMs,
  ).toBe(0);
});

it('is what the page and the API expect, without a secret', () => {
  const address = {
    kind: 'influxdb',
    version: 2,
    url: 'https://db.example:8086',
    database: 'ward',
    user: '',
    secret: 'a-token',
    secretFile: '/run/secret',
    org: 'site',
  } as const;
  const fault = { code: 'corrupt_chunk', fromMs: Number.NaN, toMs: Number.NaN, detail: 'a head' } as const;
  const store = { ...memoryStore().stats(), faults: [fault], faultsTotal: 7 };

  const state = storeState(
    { intake: { journalNext: 100, journalBytes: 5 }, store, feeder },
    { address, journalLimitBytes: 10 },
    NOW,
  );

  expect(StoreState.parse(JSON.parse(JSON.stringify(state)))).toEqual(state);
  expect(state.address).toBe('influxdb2s://db.example:8086/ward');
  expect(JSON.stringify(state)).not.toMatch(/a-token|run\/secret/);
});
