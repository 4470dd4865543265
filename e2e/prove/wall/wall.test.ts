import type { Browser, CDPSession } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { openPage, startChromium } from '../../chromium.ts';
import { type CuttableProxy, startCuttableProxy } from '../../cuttable-proxy.ts';
import { openFeed } from '../../wall-feed.ts';
import { Growth } from './growth.ts';
import { countLive, type LiveCount, liveThrough } from './life.ts';
import { type Held, measure } from './seen.ts';
import { slopeOf } from './slope.ts';
import { makeWall, openWall, proveWall } from './wall.ts';

/** Lives of a wall, one after the other, that are compared with each other. */
const DAYS = 4;

/** The short form of `npm run prove -- wall`. */
describeWith('chromium', 'a wall that is left alone', () => {
  test('misses no alert over a line that breaks, and marks everything that is old', async () => {
    const said: string[] = [];
    const { violations, counts, seed } = await proveWall({
      seconds: 6,
      seed: 3,
      count: 1,
      say: (text) => said.push(text),
    });

    expect(violations, `seed ${seed}`).toEqual([]);
    expect(counts.alertsFired).toBeGreaterThan(0);
    expect(counts.staleMarksChecked).toBeGreaterThan(3);
    expect(said[0]).toMatch(/^minute 0 of 0: 0 of 1 disturbances, /);
  }, 90_000);
});

describeWith('chromium', 'a wall', () => {
  let ward: Ward;
  let browser: Browser;
  let proxy: CuttableProxy;

  beforeAll(async () => {
    [ward, browser] = await Promise.all([startWard(), startChromium()]);
    proxy = await startCuttableProxy(Number(new URL(ward.url).port));
  });
  afterAll(async () => {
    await browser?.close();
    await proxy?.close();
    await ward?.stop();
  });

  test('holds after each forty turns, forty alerts and a cut what it held before', async () => {
    const feed = await openFeed(ward);
    const { page } = await openPage(browser, 'zh-CN');
    const live = countLive(page);
    const url = `http://127.0.0.1:${proxy.port}/#/wall?token=${await makeWall(ward)}`;
    const debug = await openWall(page, url);
    // Held, the round turns only where the test turns it.
    await page.keyboard.press(' ');
    const options = { page, feed, proxy, live };

    const held: (Held & LiveCount)[] = [];
    for (let day = 0; day < DAYS; day++) {
      await liveThrough(options);
      held.push({ ...(await settled(debug)), ...live });
    }
    const growth = (what: 'listeners' | 'functions'): number =>
      Math.min(...held.slice(1).map((now, index) => now[what] - held[index][what]));

    expect(held.map(({ subscriptions }) => subscriptions)).toEqual(held.map(() => held[0].subscriptions));
    // What leaks grows every day, by one an alert or one a turn: forty. What waits for an answer holds a few.
    expect(growth('listeners')).toBeLessThan(30);
    // Of these the engine itself keeps some for a while, more one day and fewer the next: two a turn would be eighty.
    expect(growth('functions')).toBeLessThan(75);
    expect(live.documents, 'loads of a page of which there is no newer one').toBe(1);
  }, 180_000);
});

/** Once answers that are on their way have come, and what they were asked for is gone. */
async function settled(debug: CDPSession): Promise<Held> {
  let held = await measure(debug);
  await vi.waitFor(
    async () => {
      const before = held.functions;
      held = await measure(debug);
      expect(held.functions).toBe(before);
    },
    { timeout: 20_000, interval: 1_000 },
  );
  return held;
}

test('growth is told by a line through the points, and its bound says how sure that is', () => {
  const steady = [0, 1, 2, 3, 4, 5].map((x) => ({ x, y: 10 + (x % 2) }));
  const growing = [0, 1, 2, 3, 4, 5].map((x) => ({ x, y: 10 + 3 * x + (x % 2) * 0.1 }));

  expect(slopeOf(growing).slope).toBeCloseTo(3, 1);
  expect(slopeOf(growing).upper95).toBeLessThan(3.2);
  expect(slopeOf(steady).upper95).toBeGreaterThan(slopeOf(steady).slope);
  expect(slopeOf(growing.slice(0, 2)).upper95).toBe(Number.POSITIVE_INFINITY);
});

test('measurements that resemble the ones before them say less', () => {
  const points = Array.from({ length: 60 }, (_, x) => x);
  const apart = points.map((x) => ({ x, y: x % 2 }));
  const alike = points.map((x) => ({ x, y: Math.floor(x / 6) % 2 }));

  const margin = (all: readonly { x: number; y: number }[]) => slopeOf(all).upper95 - slopeOf(all).slope;

  expect(margin(alike)).toBeGreaterThan(1.5 * margin(apart));
});

test('a heap that settles is no growth, and one that goes on is, once there was time to tell them apart', () => {
  const grown = (minutes: number, heapMB: (minute: number) => number): Growth => {
    const growth = new Growth(0);
    for (let minute = 0; minute <= minutes; minute++) {
      const heapBytes = heapMB(minute) * 2 ** 20 + (minute % 3) * 1_000;
      growth.take({
        heapBytes,
        objects: 10_000,
        functions: 6_000,
        nodes: 600,
        listeners: 30,
        atMs: minute * 60_000,
      });
    }
    return growth;
  };
  const settling = (minute: number): number => 5 - 2 * Math.exp(-minute / 4);
  const leaking = (minute: number): number => 4 + (2 * minute) / 60;

  expect(grown(60, settling).violation()).toBeUndefined();
  expect(grown(60, leaking).violation()).toMatch(/^up to 2\.\d\d MB an hour/);
  expect(grown(11, leaking).violation()).toBeUndefined();
  expect(grown(11, leaking).counts().heapMBPerHour).toBeCloseTo(2, 1);
});
