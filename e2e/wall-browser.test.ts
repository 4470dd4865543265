/// <reference lib="dom" />
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { en } from '../dashboards/words/en.ts';
import { axeFindings } from './axe.ts';
import { openPage, startChromium, type WatchedPage } from './chromium.ts';
import { signIn } from './signed-in.ts';
import { openFeed, type WallFeed } from './wall-feed.ts';

const text = en.wall;
const PATIENT = { timeout: 20_000 };

describeWith('chromium', 'a wall', () => {
  let ward: Ward;
  let browser: Browser;
  let feed: WallFeed;
  let desk: WatchedPage;
  let wall: WatchedPage;

  beforeAll(async () => {
    [ward, browser] = await Promise.all([startWard(), startChromium()]);
    feed = await openFeed(ward);
    desk = await openPage(browser, 'en');
    wall = await openPage(browser, 'en');
  });
  afterAll(async () => {
    await browser?.close();
    await ward?.stop();
  });

  test('is made in the settings, shows a new alert in a browser of its own, only looks, and ends with its token', async () => {
    const { page } = desk;
    await signIn(page, ward, 'en', '#/settings/walls');
    await page.getByRole('button', { name: text.settings.add }).click();
    await page.getByRole('textbox', { name: text.settings.name }).fill('Hall');
    await page.getByRole('button', { name: en.shell.common.save }).click();
    const link = (await page.getByRole('dialog').getByRole('code').textContent()) ?? '';
    expect(link).toContain('#/wall?token=ww_');
    await page.getByRole('dialog').getByText(text.settings.linkHint).waitFor();
    await page.keyboard.press('Escape');
    expect(await axeFindings(page)).toEqual([]);

    const screen = wall.page;
    await feed.push([`drill,host=tank-1 level=10 ${Date.now()}`]);
    await screen.goto(link);
    await screen.getByText(text.worst.ok).waitFor();
    // The token is out of the address, and nothing that a script could read holds it.
    expect(screen.url()).toBe(`${ward.url}/#/wall`);
    expect(await screen.evaluate(() => document.cookie + JSON.stringify(localStorage))).not.toContain('ww_');
    expect(await axeFindings(screen)).toEqual([]);

    await feed.push([`drill,host=tank-1 level=93 ${Date.now()}`]);
    const spotlight = screen.getByRole('alert');
    await spotlight.getByText(text.spotlight.title).waitFor(PATIENT);
    await spotlight.getByText('tank-1').waitFor();
    await spotlight.getByText('Level too high').waitFor();

    const answer = await screen.evaluate(async () => {
      const headers = { 'content-type': 'application/json', 'x-ward-csrf': '1' };
      const body = JSON.stringify({ name: 'by the wall' });
      const { status } = await fetch('api/v1/organisations', { method: 'POST', headers, body });
      return status;
    });
    expect(answer).toBe(403);
    // A power cut: the same browser comes back by its cookie, whatever page it begins with.
    await screen.close();
    const again = await screen.context().newPage();
    await again.goto(ward.url);
    await again.getByText(text.worst.critical, { exact: true }).waitFor(PATIENT);

    await page.getByRole('button', { name: `${text.settings.withdraw}: Hall` }).press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: text.settings.withdraw }).press('Enter');
    await page.getByText(text.settings.tokenEnded).waitFor();
    await again.getByText(text.door.endedTitle).waitFor(PATIENT);

    expect([...desk.faults, ...wall.faults]).toEqual([]);
  });

  test('can be tried by who is signed in, and goes round by keys', async () => {
    const { page } = desk;
    await page.goto(`${ward.url}/#/wall`);
    const title = page.getByRole('heading', { level: 1 });
    await expectText(title, text.pages.health);

    // Keys are listened to once it is painted.
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => setTimeout(painted))));
    await page.keyboard.press('ArrowRight');
    await expectText(title, text.pages.alerts);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expectText(title, text.pages.figures);
    await page.keyboard.press(' ');
    await page.getByText(text.controls.held).waitFor();
    await page.keyboard.press('m');
    await page.getByText(text.speech.muted).waitFor();
    expect(desk.faults).toEqual([]);
  });
});

async function expectText(element: { textContent(): Promise<string | null> }, wanted: string): Promise<void> {
  await vi.waitFor(async () => expect(await element.textContent()).toBe(wanted), PATIENT);
}
