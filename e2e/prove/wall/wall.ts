/*
 * Proves that a wall can be left alone: a real browser shows it behind a line that is cut and frozen again and again,
 * in front of a collector that is restarted, while alerts fire and resolve all the time.
 *
 *   sources ─ push ─► collector ◄─ line that breaks ─► wall in Chromium
 *                        │                               │ what stands there, four times a second
 *                        └── what fired ──── compared ───┘ what is held after a forced collection
 */
import type { CDPSession, Page } from 'playwright-core';
import { defaultWallView, WALL_SECONDS } from '#protocol/wall.ts';
import { ensureDashboards } from '#scripts/dashboards.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { openPage, startChromium } from '../../chromium.ts';
import { startCuttableProxy } from '../../cuttable-proxy.ts';
import { openFeed } from '../../wall-feed.ts';
import type { Proof, ProofOptions, ProofResult } from '../proof.ts';
import { seededRandom } from '../random.ts';
import { Run } from './run.ts';
import { Sources } from './sources.ts';

const CUTS = 100;
/** A hundred disturbances need their time. */
const ALL_CUTS_FROM_S = 600;

export const wallProof: Proof = {
  about:
    'a wall behind a line that breaks misses no alert, marks what is old, and does not grow (--count cuts)',
  async run(options) {
    await ensureDashboards(options.say);
    return proveWall(options);
  },
};

/** A wall with `count` disconnects, a hundred where there is time, over so many seconds. */
export async function proveWall(options: ProofOptions): Promise<ProofResult> {
  const { seconds, seed, say } = options;
  const cuts = options.count ?? (seconds >= ALL_CUTS_FROM_S ? CUTS : Math.max(1, Math.floor(seconds / 10)));
  const [ward, browser] = await Promise.all([startWard(), startChromium()]);
  const proxy = await startCuttableProxy(Number(new URL(ward.url).port));
  try {
    const sources = new Sources(await openFeed(ward), seed);
    const { page, faults } = await openPage(browser, 'zh-CN');
    const debug = await openWall(page, `http://127.0.0.1:${proxy.port}/#/wall?token=${await makeWall(ward)}`);
    const run = new Run({ ward, proxy, page, debug, sources, random: seededRandom(seed), say });
    const result = await run.during(seconds, cuts);
    for (const fault of faults) result.violations.push(`the page threw: ${fault}`);
    return { seed, ...result };
  } finally {
    await browser.close();
    await proxy.close();
    await ward.stop();
  }
}

/** Resolves with what looks into its memory. */
export async function openWall(page: Page, url: string): Promise<CDPSession> {
  const debug = await page.context().newCDPSession(page);
  await debug.send('Performance.enable');
  await page.goto(url);
  await page.locator('.wall-main').waitFor();
  return debug;
}

/** A wall with every page, each as short as may be; resolves with its token. */
export async function makeWall(ward: Ward): Promise<string> {
  const view = defaultWallView('zh-CN');
  const pages = view.pages.map(({ page }) => ({ page, seconds: WALL_SECONDS.least }));
  const body = { name: '值班室', organisation: '*', view: { ...view, pages } };
  return (await ward.call<{ token: string }>('POST', '/api/v1/walls', body)).token;
}
