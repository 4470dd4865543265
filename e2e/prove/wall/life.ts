/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import type { FromBrowser } from '#protocol/live.ts';
import { WALL_PAGES } from '#protocol/wall.ts';
import type { CuttableProxy } from '../../cuttable-proxy.ts';
import { WATCHED, type WallFeed } from '../../wall-feed.ts';
import { waitFor } from '../disturb.ts';
import { lookAt } from './seen.ts';

const ROUNDS = 8;
const ALERTS = 40;
/** So many of the newest pass by, at least. */
const SEEN_AT_ONCE = 20;
const PATIENT_MS = 30_000;
const [MEASUREMENT, FIELD] = WATCHED.split('.');

/** What happens to a wall in a life of a few seconds. */
export interface LifeOptions {
  page: Page;
  feed: WallFeed;
  proxy: CuttableProxy;
  /** Of the wall's socket. */
  live: LiveCount;
}

/** Forty turns, forty alerts that come and go, a cut: all that a day brings, and the first page at the end. */
export async function liveThrough({ page, feed, proxy, live }: LifeOptions): Promise<void> {
  await turn(page, ROUNDS * WALL_PAGES.length);
  const before = (await lookAt(page)).alerts;
  await feed.push(levels(90));
  await waitUntil(async () => isNew(before, (await lookAt(page)).alerts), 'alerts');
  await feed.push(levels(10));
  await waitUntil(() => page.locator('.wall-worst.state-ok').isVisible(), 'no alerts');
  const { opened } = live;
  proxy.cut();
  await waitUntil(async () => (await lookAt(page)).stale.length > 3, 'a cut');
  proxy.mend();
  await waitUntil(
    async () => live.opened > opened && (await lookAt(page)).stale.length === 0,
    'a mended line',
  );
  // What was critical may stand over the first page yet: to turn a page takes it away.
  await waitUntil(async () => {
    await turn(page, WALL_PAGES.length);
    return (await lookAt(page)).tiles.includes('matrix');
  }, 'the first page');
}

/** Turns pages as fast as they are drawn. */
function turn(page: Page, times: number): Promise<void> {
  return page.evaluate(async (left) => {
    while (left-- > 0) {
      document.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
      // Effects of a page run after it is drawn: only then it has asked and subscribed.
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 10)));
    }
  }, times);
}

/** What the newest socket of a page is subscribed to. */
export interface LiveCount {
  subscriptions: number;
  /** Sockets until now. */
  opened: number;
  /** Times that the page was loaded. */
  documents: number;
}

/** Counts from now on, by what the page says on its sockets. */
export function countLive(page: Page): LiveCount {
  const count = { subscriptions: 0, opened: 0, documents: 0 };
  page.on('domcontentloaded', () => count.documents++);
  page.on('websocket', (socket) => {
    count.opened++;
    const open = new Set<number>();
    socket.on('framesent', ({ payload }) => {
      const said = JSON.parse(String(payload)) as FromBrowser;
      if (said.type === 'subscribe') open.add(said.subscription);
      if (said.type === 'unsubscribe') open.delete(said.subscription);
      count.subscriptions = open.size;
    });
  });
  return count;
}

function levels(level: number): string[] {
  const nowMs = Date.now();
  return Array.from(
    { length: ALERTS },
    (_, index) => `${MEASUREMENT},host=tank-${index} ${FIELD}=${level} ${nowMs}`,
  );
}

function isNew(before: readonly string[], now: readonly string[]): boolean {
  return new Set(now.filter((id) => !before.includes(id))).size >= SEEN_AT_ONCE;
}

async function waitUntil(isSo: () => Promise<boolean>, what: string): Promise<void> {
  if (!(await waitFor(PATIENT_MS, isSo))) throw new Error(`The wall showed not ${what} in ${PATIENT_MS} ms`);
}
