import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeUnless, whyUnavailable } from '#scripts/servers/unavailable.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { en } from '../dashboards/words/en.ts';
import { zhCN } from '../dashboards/words/zh-cn.ts';
import { axeFindings } from './axe.ts';
import { signedInPages } from './signed-in.ts';

const METRIC = 'cpu.usage_active';

describeUnless(whyUnavailable('chromium'), 'exploring what this machine sends, and a board of it', () => {
  const pages = signedInPages();
  let ward: Ward;

  beforeAll(async () => {
    ward = await startWard({ withAgent: true });
  });

  afterAll(async () => {
    await ward?.stop();
  });

  // First, since the agent sends meanwhile what the other one wants to see.
  test('a board is made by keyboard: a panel added, moved and saved, and there again after a reload', async () => {
    const page = await pages.open(ward, 'en', '#/boards');
    const text = en.boards;
    await page.getByRole('button', { name: text.add }).press('Enter');
    await page.getByRole('textbox', { name: text.name }).fill('Night shift');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Night shift' }).waitFor();

    await page.getByRole('button', { name: text.edit }).press('Enter');
    await page.getByRole('button', { name: text.addPanel }).press('Enter');
    await page.getByRole('combobox', { name: en.explore.metric }).focus();
    await page.keyboard.type(METRIC);
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: text.panelTitle }).fill('Processors');
    await page.keyboard.press('Enter');
    const handle = page.getByRole('button', { name: text.movePanel('Processors') });
    await handle.press('ArrowRight');
    await handle.press('Shift+ArrowRight');
    await page.getByText(text.placed('Processors', '2', '1', '7', '8')).waitFor();
    await page.getByRole('button', { name: text.save }).press('Enter');
    await page.getByText(text.saved).waitFor();
    await page.reload();

    const panel = page.getByRole('region', { name: 'Processors' });
    await panel.waitFor();
    expect(await panel.evaluate((element) => getComputedStyle(element).gridColumn)).toBe('2 / span 7');
    expect(await axeFindings(page)).toEqual([]);
  });

  test('a metric is found by its words, grouped and shown; its link shows the same', async () => {
    const page = await pages.open(ward, 'zh-CN', '#/explore');
    const text = zhCN.explore;
    const metric = page.getByRole('combobox', { name: text.metric });
    // The agent may need a moment for its first samples.
    await expect
      .poll(
        async () =>
          (await ward.call<{ count: number }>('GET', `/api/v1/explore/metrics?text=${METRIC}`)).count,
        {
          timeout: 30_000,
        },
      )
      .toBe(1);
    await page.reload();
    await metric.fill('usage_active');
    await page.getByRole('option', { name: METRIC }).first().click();
    await page.getByLabel(text.over).selectOption('max');
    const group = page.getByRole('combobox', { name: text.groupBy });
    await group.fill(text.groupKeys.kind);
    await page.getByRole('option', { name: text.groupKeys.kind }).click();
    await page.getByRole('button', { name: text.looks.table }).click();
    const shown = page.locator('.explored-table tbody tr');
    await shown.first().waitFor({ timeout: 30_000 });
    expect(await shown.count()).toBe(1);
    await shown.getByText(zhCN.states.kind.server).waitFor();
    expect(await axeFindings(page)).toEqual([]);

    const link = page.url();
    await page.goto(`${ward.url}/#/boards`);
    await page.getByRole('heading', { name: zhCN.boards.title, level: 1 }).waitFor();
    await page.goto(link);

    await shown.getByText(zhCN.states.kind.server).waitFor();
    expect(await page.getByLabel(text.over).inputValue()).toBe('max');
  });
});
