/// <reference lib="dom" />
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeUnless, whyUnavailable } from '#scripts/servers/unavailable.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { zhCN } from '../dashboards/words/zh-cn.ts';
import { axeFindings } from './axe.ts';
import { signedInPages } from './signed-in.ts';

describeUnless(whyUnavailable('chromium'), 'the frame around all pages', () => {
  const pages = signedInPages();
  let ward: Ward;

  beforeAll(async () => {
    ward = await startWard();
    await ward.call('POST', '/api/v1/targets', { kind: 'switch', name: '核心交换机', address: '10.1.0.1' });
    await ward.call('POST', '/api/v1/targets', { kind: 'switch', name: '楼层交换机', address: '10.1.0.2' });
  });
  afterAll(async () => {
    await ward?.stop();
  });

  test('whatever one looks for is found by initials, by address and by what one wants to do', async () => {
    const page = await pages.open(ward, 'zh-CN');
    const field = page.getByRole('combobox', { name: zhCN.search.hint });
    const best = page.getByRole('option').first();

    await page.keyboard.press('Control+k');
    await field.fill('hxjhj');
    await best.getByText('核心交换机').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '核心交换机' }).waitFor();

    await page.keyboard.press('Control+k');
    await field.fill('10.1.0');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option', { selected: true }).getByText('楼层交换机').waitFor();
    await page.keyboard.press('Escape');
    await field.waitFor({ state: 'detached' });

    await page.keyboard.press('Control+k');
    await field.fill('tjjk');
    await best.getByText(zhCN.search.actions.watch).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    // Reloading shall not open it again.
    expect(new URL(page.url()).hash).toBe('#/settings/devices');
  });

  test('paper has no frame, and says of what, when, in which zone and by whom', async () => {
    const page = await pages.open(ward, 'zh-CN');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.topbar').isVisible()).toBe(false);
    const head = await page.locator('.print-head').innerText();
    expect(head).toContain(zhCN.shell.pages.overview);
    expect(head).toMatch(/\d{4}年\d+月\d+日.*Asia\/Shanghai.*admin/);
  });

  test('the pages start while the collector is away, and say so', async () => {
    const page = await pages.open(ward, 'zh-CN');
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    // The worker keeps what passes it: the second time everything does.
    await page.reload();
    await page.locator('.topbar').waitFor();
    await ward.kill();
    await page.reload();
    await page.getByText(zhCN.errors.unreachable).waitFor();
    await ward.restart();
    await page.getByRole('button', { name: zhCN.shell.common.retry }).click();
    await page.locator('.topbar').waitFor();
  });
});
