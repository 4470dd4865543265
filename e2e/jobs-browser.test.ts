import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jobTemplates } from '#collector/jobs/templates.ts';
import { jobStates } from '#protocol/vocabulary/job.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { en } from '../dashboards/words/en.ts';
import { zhCN } from '../dashboards/words/zh-cn.ts';
import { signedInPages } from './signed-in.ts';

const REPORTS_EXPECTED = zhCN.jobs.expected.daily(zhCN.jobs.expected.days.working, '16:00');
const REPORTS = jobTemplates.find(({ id }) => id === 'reports-by-16')!;

describeWith('chromium', 'a browser, a collector and jobs that tell of themselves', () => {
  const pages = signedInPages();
  let ward: Ward;
  let beatUrl: string;

  beforeAll(async () => {
    ward = await startWard();
  });

  afterAll(async () => {
    await ward?.stop();
  });

  test('a job is made from a template, and its address is shown this once', async () => {
    const page = await pages.open(ward, 'en');
    await page.getByRole('link', { name: en.shell.pages.jobs }).click();
    await page.getByText(en.jobs.none, { exact: true }).waitFor();
    await page.getByRole('button', { name: REPORTS.name.en }).press('Enter');

    const dialog = page.getByRole('dialog');
    const preview = dialog.getByRole('region', { name: en.jobs.preview });
    await preview.getByRole('listitem').nth(4).waitFor();
    expect(await preview.getByRole('listitem').allTextContents()).toEqual(
      Array(5).fill(expect.stringContaining('16:00')),
    );
    await dialog.getByLabel(en.jobs.kind).selectOption('cron');
    await dialog.getByLabel(en.jobs.cronExpression).fill('61 * * * *');
    await dialog.getByRole('alert').getByText('61').waitFor();
    await dialog.getByLabel(en.jobs.kind).selectOption('daily');
    await dialog.getByLabel(en.jobs.name, { exact: true }).fill('reports');
    await dialog.getByRole('button', { name: en.shell.common.save }).press('Enter');

    const address = dialog.getByRole('region', { name: en.jobs.beat.url });
    beatUrl = (await address.getByRole('code').textContent()) ?? '';
    expect(beatUrl).toMatch(/\/api\/v1\/beats\/wb_\w+/);
    await dialog.getByRole('link', { name: en.jobs.open }).click();
    await page.getByRole('heading', { name: 'reports' }).waitFor();
    await seeState(page, en, 'waiting');
    expect(await page.content()).not.toContain(beatUrl);
  });

  test('its state follows its beats, and its output is there to be read', async () => {
    const page = await pages.open(ward, 'en');
    await page.goto(`${ward.url}/#/jobs`);
    await page.getByRole('link', { name: 'reports' }).click();
    await seeState(page, en, 'waiting');

    await beat('/start?run=a');
    await seeState(page, en, 'running');
    await beat('/failure?run=a&exit=2', 'no space left on device');
    await seeState(page, en, 'failed');
    await page.getByText('exit code 2').waitFor();
    const runs = page.getByRole('table', { name: en.jobs.runs });
    await runs.getByRole('button', { name: en.jobs.showOutput }).press('Enter');
    await page.getByRole('dialog').getByText('no space left on device').waitFor();
    await page.keyboard.press('Escape');
    await beat('/success?run=b&duration=61&bytes=1048576');
    await seeState(page, en, 'ok');
    await runs.getByText('1.00 MiB').waitFor();
    expect(await runs.getByRole('row').count()).toBe(3);
  });

  test('in Chinese it is paused with a reason, a run is recorded, and the list follows by itself', async () => {
    const page = await pages.open(ward, 'zh-CN');
    await page.goto(`${ward.url}/#/jobs`);
    await page.getByRole('link', { name: 'reports' }).click();
    await page.getByRole('button', { name: zhCN.jobs.pause }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(zhCN.jobs.pauseReason).fill('系统升级');
    await dialog.getByRole('button', { name: zhCN.jobs.pause }).click();
    await seeState(page, zhCN, 'paused');
    await page.getByText('系统升级').waitFor();

    await page.getByRole('button', { name: zhCN.jobs.resume }).click();
    await seeState(page, zhCN, 'ok');
    await page.getByRole('button', { name: zhCN.jobs.record }).click();
    await dialog.getByRole('button', { name: zhCN.shell.common.save }).click();
    await dialog.getByText(zhCN.jobs.faults.required).waitFor();
    await dialog.getByLabel(zhCN.jobs.recordNote).fill('恢复到测试库，行数一致');
    await dialog.getByRole('button', { name: zhCN.shell.common.save }).click();
    await page.getByRole('table', { name: zhCN.jobs.runs }).getByText('恢复到测试库，行数一致').waitFor();

    await page.getByRole('link', { name: zhCN.jobs.back }).click();
    const row = page.getByRole('row').filter({ hasText: 'reports' });
    await row.getByText(REPORTS_EXPECTED).waitFor();
    await beat('/failure', 'again');
    await row.getByText(jobStates.failed['zh-CN'], { exact: true }).waitFor();
  });

  test('a day off is added to the calendar and taken back', async () => {
    const page = await pages.open(ward, 'en');
    await page.goto(`${ward.url}/#/settings/calendar`);
    const text = en.jobs.calendar;
    await page.getByLabel(text.from, { exact: true }).fill('2026-03-31');
    await page.getByLabel(text.note).fill('inventory');
    await page.keyboard.press('Enter');

    const own = page.getByRole('table', { name: text.own });
    await own.getByText('inventory').waitFor();
    await page.getByTitle(`2026-03-31 ${text.kinds.own_off}`).waitFor();
    await own.getByRole('button', { name: text.removeDay('2026-03-31') }).press('Enter');
    await page.getByText(text.none).waitFor();
  });

  async function beat(path: string, output?: string): Promise<void> {
    const signal = AbortSignal.timeout(30_000);
    const { ok } = await fetch(beatUrl + path, { method: 'POST', body: output, signal });
    expect(ok).toBe(true);
  }
});

async function seeState(page: Page, words: typeof en, state: keyof typeof jobStates): Promise<void> {
  const stand = page.getByRole('region', { name: words.jobs.columns.state });
  await stand.getByText(jobStates[state][words.language], { exact: true }).waitFor();
}
