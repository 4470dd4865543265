/// <reference lib="dom" />
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';

/** How many times slower than this machine the one is that the figures are for: an office PC of some years ago. */
export const THROTTLE = 4;
/** After so long without a long task a page answers whoever uses it. */
const QUIET_MS = 500;
const PATIENCE_MS = 60_000;

/** What it costs to open a page, cold: no file of it is in the cache. Milliseconds since the address was entered. */
export interface OpeningCost {
  /** The first frame that shows what was asked for. */
  usefulMs: number;
  /** The end of the last task that held the page up for 50 ms or more. */
  readyMs: number;
  /** Bytes over the line until then, as they came. */
  bytes: number;
}

/** Opens a page, cold and on a slow processor, until `useful` is shown. */
export async function openPage(page: Page, url: string, useful: string): Promise<OpeningCost> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.clearBrowserCache');
  await session.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE });
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await page.addInitScript(() => {
    const kept = window as unknown as { benchLongTasks: number[] };
    kept.benchLongTasks = [];
    new PerformanceObserver((list) => {
      for (const task of list.getEntries()) kept.benchLongTasks.push(task.startTime + task.duration);
    }).observe({ type: 'longtask', buffered: true });
  });
  await page.goto(url, { waitUntil: 'commit' });
  const usefulMs = await whenShown(page, useful);
  const readyMs = await whenReady(page, usefulMs);
  await session.detach();
  return { usefulMs, readyMs, bytes };
}

/** Asked for in the page itself, frame by frame, so that our own questions cost it nothing. */
function whenShown(page: Page, selector: string): Promise<number> {
  return page.evaluate(
    ({ selector, patienceMs }) =>
      new Promise<number>((resolve, reject) => {
        const look = (): void => {
          const found = document.querySelector(selector);
          // What is found now is painted by the end of this frame.
          if (found && found.getBoundingClientRect().height > 0)
            requestAnimationFrame(() => resolve(performance.now()));
          else if (performance.now() > patienceMs) reject(new Error(`${selector} was not shown`));
          else requestAnimationFrame(look);
        };
        look();
      }),
    { selector, patienceMs: PATIENCE_MS },
  );
}

function whenReady(page: Page, usefulMs: number): Promise<number> {
  return page.evaluate(
    ({ usefulMs, quietMs, patienceMs }) =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          const ends = (window as unknown as { benchLongTasks: number[] }).benchLongTasks;
          const last = Math.max(usefulMs, ...ends);
          const now = performance.now();
          if (now - last >= quietMs || now > patienceMs) resolve(last);
          else setTimeout(look, 50);
        };
        look();
      }),
    { usefulMs, quietMs: QUIET_MS, patienceMs: PATIENCE_MS },
  );
}

/** Milliseconds from a click on a link to the frame that shows `useful`, on a slow processor. */
export async function changePage(page: Page, link: string, useful: string): Promise<number> {
  return page.evaluate(
    ({ link, useful, patienceMs }) =>
      new Promise<number>((resolve, reject) => {
        const begunMs = performance.now();
        // The page that is left stays for a moment and is not the one that was asked for.
        const before = document.querySelector('main > *');
        const element = document.querySelector(link);
        if (!(element instanceof HTMLElement)) return reject(new Error(`there is no ${link}`));
        element.click();
        const look = (): void => {
          const found = document.querySelector(useful);
          const isNew = document.querySelector('main > *') !== before;
          if (isNew && found && found.getBoundingClientRect().height > 0)
            requestAnimationFrame(() => resolve(performance.now() - begunMs));
          else if (performance.now() - begunMs > patienceMs) reject(new Error(`${useful} was not shown`));
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    { link, useful, patienceMs: PATIENCE_MS },
  );
}

/** What a page costs that is only looked at. */
export interface WatchingCost {
  /** Share of a core of this machine, not slowed down, that its scripts take, and everything in its thread. */
  scripting: number;
  all: number;
  heapBytes: number;
}

/** Leaves the page alone for `seconds` and looks at what it did meanwhile. */
export async function watchPage(page: Page, seconds: number): Promise<WatchingCost> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  // Some pages rest while another window has the focus.
  await session.send('Emulation.setFocusEmulationEnabled', { enabled: true });
  await session.send('Performance.enable');
  const before = await metricsOf(session);
  await sleep(seconds * 1_000);
  const after = await metricsOf(session);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  const spent = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0);
  const lastedS = spent('Timestamp');
  return {
    scripting: spent('ScriptDuration') / lastedS,
    all: spent('TaskDuration') / lastedS,
    heapBytes: usedSize,
  };
}

async function metricsOf(session: CDPSession): Promise<Map<string, number>> {
  const { metrics } = await session.send('Performance.getMetrics');
  return new Map(metrics.map(({ name, value }) => [name, value]));
}

/** A context of its own on a screen of an office, in which somebody is signed in. */
export async function signedIn(
  browser: Browser,
  signIn: (page: Page) => Promise<void>,
): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'zh-CN' });
  const page = await context.newPage();
  await signIn(page);
  await page.close();
  return context;
}
