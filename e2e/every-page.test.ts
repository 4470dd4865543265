/// <reference lib="dom" />
import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { whyUnavailable } from '#scripts/servers/unavailable.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { SECTION_NAMES } from '../dashboards/pages/settings/section-names.ts';
import type { Route } from '../dashboards/state/route.ts';
import { axeFindings } from './axe.ts';
import { openPage, startChromium } from './chromium.ts';
import { signIn } from './signed-in.ts';
import { openFeed } from './wall-feed.ts';

/** Of a page on a machine with other work. */
const PATIENT = { interval: 20, timeout: 30_000 };

const KINDS = ['server', 'switch', 'ups', 'database', 'page'];

/**
 * What every page owes to everybody, whatever it shows; what a page is for is tested by its own test. Axe, which takes
 * most of the time, looks where there is least room: the colours of both themes have a test of their own.
 */
const VIEWS = [
  { name: 'on a phone, in Chinese, dark', width: 390, height: 844, language: 'zh-CN', theme: 'dark' },
  { name: 'on a desk, in English, light', width: 1366, height: 768, language: 'en', theme: 'light' },
] as const;

describe.skipIf(whyUnavailable('chromium'))('every page', () => {
  let ward: Ward;
  let browser: Browser;
  let addresses: Record<Route['page'], string[]>;

  beforeAll(async () => {
    [ward, browser] = await Promise.all([startWard({ withAgent: true }), startChromium()]);
    addresses = await addressesOf(ward);
  });

  afterAll(async () => {
    await browser?.close();
    await ward?.stop();
  });

  test.each(VIEWS)('$name', async ({ width, height, language, theme }) => {
    const { page, faults } = await openPage(browser, language);
    await page.setViewportSize({ width, height });
    await page.addInitScript((chosen) => localStorage.setItem('ward.theme', chosen), theme);
    await signIn(page, ward, language);
    // From here on: that nobody is signed in yet is an error to the console.
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(`${message.text()} ${message.location().url}`);
    });
    const isAnswered = watchRequests(page);

    const found: Record<string, string[]> = {};
    for (const ofOne of Object.values(addresses)) {
      // A page gives itself a title when it comes, not whenever its address changes.
      await page.evaluate(() => {
        document.title = '';
      });
      for (const address of ofOne) {
        await page.evaluate((hash) => {
          location.hash = hash;
        }, `#/${address}`);
        await expect
          .poll(async () => isAnswered() && !(await isReading(page)), PATIENT)
          .toBe(true)
          .catch(() => faults.push('does not come'));
        const axe = width < 400 ? await axeFindings(page) : [];
        const wrong = [...(await wrongWith(page)), ...axe, ...faults.splice(0)];
        if (wrong.length > 0) found[address] = wrong;
      }
    }

    expect(found).toEqual({});
    await page.context().close();
  });
});

/** Addresses of every page; where one can be empty and full, it is full. */
async function addressesOf(ward: Ward): Promise<Record<Route['page'], string[]>> {
  const add = async (path: string, wish: object) =>
    (await ward.call<{ id: string }>('POST', `/api/v1/${path}`, wish)).id;
  const targets: string[] = [];
  for (const kind of KINDS) {
    const place = kind === 'page' ? {} : { room: 'Hall', rack: 'A01' };
    targets.push(await add('targets', { kind, name: `a ${kind}`, ...place }));
  }
  const definition = { schedule: { kind: 'every', everyMs: 3_600_000 }, purpose: 'backup' };
  const job = await add('jobs', { name: 'nightly', definition });
  const shipped = await ward.call<{ board: object }>('GET', '/api/v1/boards/shipped/hosts');
  const board = await add('boards', { organisation: '*', board: shipped.board });
  const { alert, source } = await raiseAlert(ward);

  return {
    targets: ['targets'],
    machine: [...targets, source].map((id) => `machines/${id}`),
    rooms: ['rooms', 'rooms/Hall', 'rooms/Hall?view=power'],
    map: ['map'],
    databases: ['databases'],
    web: ['web', 'web?view=certificates'],
    jobs: ['jobs', 'jobs?view=day', 'jobs?view=backups'],
    job: [`jobs/${job}`],
    alerts: ['alerts', 'alerts?tab=silences', 'alerts?tab=silences&view=calendar'],
    alert: [`alerts/${alert}`],
    explore: ['explore'],
    boards: ['boards', `boards/${board}`],
    settings: Object.keys(SECTION_NAMES).map((name) => `settings/${name}`),
    wall: ['wall'],
    unknown: ['nowhere'],
    // Last, since it is where everybody arrives, and a title of its own comes with a change.
    overview: [''],
  };
}

async function raiseAlert(ward: Ward): Promise<{ alert: string; source: string }> {
  const feed = await openFeed(ward);
  await feed.push([`drill,host=tank-1 level=93 ${Date.now()}`]);
  return vi.waitFor(
    async () => {
      const answer = await ward.call<{ alerts: { id: string; target: string }[] }>('GET', '/api/v1/alerts');
      const [first] = answer.alerts;
      if (!first) throw new Error('there is no alert yet');
      return { alert: first.id, source: first.target };
    },
    { timeout: 30_000, interval: 100 },
  );
}

/** Whether all that a page asked for has been answered, and nothing new was asked since the last look. */
function watchRequests(page: Page): () => boolean {
  const open = new Set<Request>();
  let isNew = true;
  page.on('request', (request) => {
    open.add(request);
    isNew = true;
  });
  page.on('requestfinished', (request) => open.delete(request));
  page.on('requestfailed', (request) => open.delete(request));
  return () => {
    const isQuiet = open.size === 0 && !isNew;
    isNew = false;
    return isQuiet;
  };
}

/** Whether something is still read that is to be seen; what is below the window may wait until it is not. */
function isReading(page: Page): Promise<boolean> {
  return page.evaluate(() =>
    [...document.querySelectorAll('.loading')].some(
      (element) => element.getBoundingClientRect().top < innerHeight,
    ),
  );
}

/** What a page may never be, one line each. */
async function wrongWith(page: Page): Promise<string[]> {
  await page.evaluate(() => document.querySelector<HTMLElement>('main')?.focus());
  await page.keyboard.press('Tab');
  return page.evaluate(() => {
    const texts = [document.title, document.body.innerText];
    for (const name of ['aria-label', 'title', 'placeholder'])
      for (const element of document.querySelectorAll(`[${name}]`))
        texts.push(element.getAttribute(name) ?? '');
    const { scrollWidth } = document.documentElement;
    const focused = document.activeElement;
    return [
      ...texts.filter((text) => /\bundefined\b|\bNaN\b|\[object/.test(text)).map((text) => `says ${text}`),
      ...(scrollWidth > innerWidth ? [`is ${scrollWidth} wide`] : []),
      ...(document.querySelector('h1') ? [] : ['has no heading']),
      ...(document.title ? [] : ['has no title']),
      ...(focused?.closest('main') ? [] : ['has nothing to be focused']),
    ];
  });
}
