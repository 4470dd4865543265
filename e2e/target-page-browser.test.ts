import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { en } from '../dashboards/words/en.ts';
import { zhCN } from '../dashboards/words/zh-cn.ts';
import { axeFindings } from './axe.ts';
import { signedInPages } from './signed-in.ts';

const RULE = {
  id: 'queue-long',
  name: { 'zh-CN': '队列太长', en: 'The queue is long' },
  reason: { 'zh-CN': '', en: '' },
  watch: { metric: 'queue.depth' },
  severity: 'warning',
  condition: { kind: 'above', threshold: 50 },
};
const MINUTE_MS = 60_000;
const PATIENT = { timeout: 15_000 };

describeWith('chromium', 'the page of something that only pushes', () => {
  const pages = signedInPages();
  let ward: Ward;
  let target: string;

  beforeAll(async () => {
    ward = await startWard();
    await ward.call('PUT', `/api/v1/rules/${RULE.id}`, RULE);
    const { key } = await ward.call<{ key: string }>('POST', '/api/v1/keys', { name: 'queues' });
    const nowMs = Date.now();
    // A level of ten minutes, the newest minute of it too high.
    const lines = Array.from({ length: 61 }, (_, at) => {
      const atMs = nowMs - (60 - at) * 10_000;
      return `queue,host=orders-1,name=orders depth=${at < 55 ? 20 + (at % 5) : 80} ${atMs}`;
    });
    for (const body of [lines.slice(0, -1).join('\n'), lines[60]]) {
      const response = await fetch(`${ward.url}/write?precision=ms`, {
        method: 'POST',
        headers: { authorization: `Token ${key}` },
        body,
        signal: AbortSignal.timeout(20_000),
      });
      expect(response.status).toBe(204);
    }
    await vi.waitFor(async () => expect(await firing()).not.toEqual([]), {
      timeout: 30_000,
      interval: 100,
    });
    [{ target }] = await firing();
  });

  afterAll(async () => {
    await ward?.stop();
  });

  test('by keyboard: a chart is zoomed and left again, its alert stands in time, and it is read as a table', async () => {
    const page = await pages.open(ward, 'en', `#/machines/${target}`);
    const chart = chartOf(page, en.machine.chartOf('queue.depth'));
    await chart.waitFor();
    const whole = new URL(page.url()).hash;

    await chart.focus();
    await page.keyboard.press('+');
    await page.getByRole('button', { name: en.machine.resetZoom }).waitFor();
    const zoomed = spanOf(page);
    expect(zoomed.toMs - zoomed.fromMs).toBeCloseTo(7.5 * MINUTE_MS, -3);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => spanOf(page).fromMs, PATIENT).toBeLessThan(zoomed.fromMs);
    await page.keyboard.press('Escape');
    await expect.poll(() => new URL(page.url()).hash, PATIENT).not.toContain('from=');
    expect(whole).not.toContain('from=');

    const marks = page.getByRole('region', { name: en.target.marks.title });
    await marks.getByText(en.target.marks.list('1')).press('Enter');
    const told = en.target.marks.alert(en.states.severity.warning, RULE.name.en);
    await marks.getByRole('link', { name: told }).waitFor();

    await page.getByRole('button', { name: en.target.chart.showTable('queue.depth') }).press('Enter');
    const table = page.getByRole('region', { name: en.target.chart.tableOf('queue.depth') });
    await table.getByRole('cell', { name: '80', exact: true }).first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  test('用鼠标：首要数值、与前一天对比、点告警标记放大', async () => {
    const page = await pages.open(ward, 'zh-CN', `#/machines/${target}`);
    const figures = page.getByRole('region', { name: zhCN.machine.now });
    await figures.getByText('80', { exact: false }).first().waitFor();
    await figures.getByText(zhCN.target.figures.threshold('50')).waitFor();

    await page.getByLabel(zhCN.target.compare.label).selectOption('day');
    await expect.poll(() => page.url(), PATIENT).toContain('compare=day');
    await page
      .getByRole('region', { name: zhCN.target.marks.title })
      .getByRole('button', { name: new RegExp(RULE.name['zh-CN']) })
      .click();
    await expect.poll(() => spanOf(page).fromMs, PATIENT).toBeGreaterThan(0);
    expect(page.url()).toContain('compare=day');
  });

  function firing(): Promise<{ target: string }[]> {
    return ward
      .call<{ alerts: { target: string }[] }>('GET', `/api/v1/alerts?rule=${RULE.id}&state=firing`)
      .then(({ alerts }) => alerts);
  }

  function chartOf(page: Page, name: string): Locator {
    return page.getByRole('img', { name, exact: true });
  }

  function spanOf(page: Page): { fromMs: number; toMs: number } {
    const search = new URLSearchParams(page.url().split('?', 2)[1] ?? '');
    return { fromMs: Number(search.get('from')), toMs: Number(search.get('to')) };
  }
});
