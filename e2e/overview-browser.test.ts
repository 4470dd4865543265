import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { en } from '../dashboards/words/en.ts';
import { axeFindings } from './axe.ts';
import { openPage, startChromium, type WatchedPage } from './chromium.ts';
import { signIn } from './signed-in.ts';

describeWith('chromium', 'the overview and the list of targets', () => {
  let ward: Ward;
  let browser: Browser;
  let open: WatchedPage;
  let page: Page;

  beforeAll(async () => {
    ward = await startWard();
    const make = async (kind: string, name: string) =>
      (await ward.call<{ id: string }>('POST', '/api/v1/targets', { kind, name })).id;
    const members = [await make('database', 'his-db'), await make('page', 'his-web')];
    await make('switch', 'core-switch');
    const group = { id: 'group-his', organisation: 'default', name: 'Registration', isSystem: true };
    await ward.call('PUT', '/api/v1/groups/group-his', { ...group, select: { targets: members } });
    browser = await startChromium();
    open = await openPage(browser, 'en');
    page = open.page;
    await signIn(page, ward, 'en');
  });

  afterAll(async () => {
    await browser?.close();
    await ward?.stop();
  });

  test('a system stands first and leads to its targets; what is new is listed at once', async () => {
    const systems = page.getByRole('region', { name: en.summary.systems });
    await systems.getByRole('link', { name: 'Registration' }).waitFor();
    await page.getByRole('region', { name: en.summary.changes }).getByText('core-switch').waitFor();
    expect(await axeFindings(page)).toEqual([]);

    await systems.getByRole('link', { name: 'Registration' }).click();
    const rows = page.getByRole('list', { name: en.shell.pages.targets }).getByRole('listitem');
    await rows.filter({ hasText: 'his-db' }).waitFor();
    expect(await rows.count()).toBe(2);
    expect(await axeFindings(page)).toEqual([]);

    await page.goto(`${ward.url}/#/targets?kind=ups`);
    await ward.call('POST', '/api/v1/targets', { kind: 'ups', name: 'ups-new' });
    await rows.filter({ hasText: 'ups-new' }).waitFor();
    expect(open.faults).toEqual([]);
  });

  test('the first steps are ticked off where they are done, and the others open what they need', async () => {
    await page.goto(`${ward.url}/#/`);
    const { title, titles } = en.summary.steps;
    const steps = page.getByRole('region', { name: title });
    await steps.getByRole('link', { name: titles.channel }).waitFor();
    await steps.getByRole('listitem').filter({ hasText: titles.database }).waitFor();
    expect(await steps.getByRole('link', { name: titles.database }).count()).toBe(0);

    await steps.getByRole('link', { name: titles.channel }).press('Enter');
    await page.getByRole('dialog', { name: en.contacts.channels.addTitle }).waitFor();
    await page.goBack();
    await steps.getByRole('button', { name: en.summary.steps.hide }).press('Enter');
    await steps.waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('region', { name: en.summary.changes }).waitFor();
    expect(await steps.count()).toBe(0);
    expect(open.faults).toEqual([]);
  });

  test('the field of squares is walked through by the arrow keys, and Enter opens the target', async () => {
    await page.goto(`${ward.url}/#/targets?view=matrix&text=core`);
    const square = page.getByRole('link', { name: /core-switch/ });
    await square.waitFor();
    await page.goto(`${ward.url}/#/targets?view=matrix`);
    const current = page.locator('.matrix-current');
    await current.focus();
    const first = await current.textContent();

    await current.press('ArrowRight');
    await expect.poll(() => current.textContent()).not.toBe(first);
    const name = (await current.textContent())?.split(',')[0] ?? '';
    await page.keyboard.press('Enter');

    await page.getByRole('heading', { level: 1, name }).waitFor();
    expect(open.faults).toEqual([]);
  });
});
