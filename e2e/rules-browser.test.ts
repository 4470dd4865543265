import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Alert } from '#protocol/alert.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { en } from '../dashboards/words/en.ts';
import { zhCN } from '../dashboards/words/zh-cn.ts';
import { signedInPages } from './signed-in.ts';

const MINUTE_MS = 60_000;
const HISTORY_MINUTES = 5 * 60;
const METRIC = 'try.load_percent';
const RULE = 'try-load-percent-above';

describeWith('chromium', 'a browser, a collector and a rule that somebody writes', () => {
  const pages = signedInPages();
  let ward: Ward;
  let key: string;

  beforeAll(async () => {
    ward = await startWard();
    ({ key } = await ward.call<{ key: string }>('POST', '/api/v1/keys', { name: 'history' }));
    await push(history(Date.now()));
  });

  afterAll(async () => {
    await ward?.stop();
  });

  test('in Chinese it is written with two severities, tried on the past, and saved', async () => {
    const page = await pages.open(ward, 'zh-CN');
    const text = zhCN.rules;
    await page.goto(`${ward.url}/#/settings/rules`);
    await page.getByRole('button', { name: text.add }).press('Enter');

    await page.getByRole('button', { name: zhCN.shell.common.save }).click();
    await page.getByRole('alert').getByText(text.faults.required).first().waitFor();
    await page.getByLabel(text.fields.name, { exact: true }).fill('负载过高');
    await page.getByLabel(text.fields.metric, { exact: true }).fill(METRIC);
    const condition = page.getByRole('group', { name: text.parts.condition });
    await condition.getByLabel(text.fields.threshold, { exact: true }).fill('70');
    await page.getByLabel(text.fields.hold, { exact: true }).first().fill('0');
    await page.getByRole('button', { name: text.fields.addTier }).click();
    const tier = page.getByRole('group', { name: text.fields.tier(zhCN.states.severity.critical) });
    await tier.getByLabel(text.fields.threshold, { exact: true }).fill('60');
    await tier.getByText(text.faults.tier_milder).waitFor();
    await tier.getByLabel(text.fields.threshold, { exact: true }).fill('85');
    const does = page.getByRole('region', { name: text.does });
    await does.getByText('高于 70%').waitFor();
    await does.getByText('高于 85%').waitFor();
    await does.getByText(text.now.some('2', '2')).waitFor();

    const trial = page.getByRole('region', { name: zhCN.trials.title });
    await trial.getByRole('button', { name: zhCN.trials.dayChoices['1'] }).click();
    await trial.getByRole('button', { name: zhCN.trials.run }).click();
    await trial.getByRole('img', { name: /^web-1/ }).waitFor();
    expect(await trial.getByRole('img').count()).toBe(1);
    await trial.getByText(zhCN.trials.episodes).click();
    const episodes = trial.getByRole('table', { name: zhCN.trials.episodes });
    await episodes.getByText(zhCN.states.severity.critical).first().waitFor();
    await episodes.getByText(zhCN.states.severity.warning).first().waitFor();

    await page.getByRole('button', { name: zhCN.shell.common.save }).click();
    await page.getByText(text.saved).waitFor();
    await page.getByRole('heading', { name: '负载过高' }).waitFor();
    const { rule } = await ward.call<{ rule: object }>('GET', `/api/v1/rules/${RULE}`);
    expect(rule).toMatchObject({
      watch: { metric: METRIC },
      condition: { kind: 'above', threshold: 70 },
      tiers: [{ severity: 'critical', threshold: 85 }],
    });
  });

  test('what it fires changes its severity on the page of the alert', async () => {
    await pushNow('web-1', 75);
    const alert = await standingAlert('web-1');
    const page = await pages.open(ward, 'zh-CN');
    await page.goto(`${ward.url}/#/alerts/${alert.id}`);
    const head = page.locator('.alert-head');
    await head.getByText(zhCN.states.severity.warning).first().waitFor();

    await pushNow('web-1', 93);

    await head.getByText(zhCN.states.severity.critical).first().waitFor();
  });

  test('a threshold of one target applies there, and why nothing fired is told step by step', async () => {
    const page = await pages.open(ward, 'en');
    const text = en.thresholds;
    await page.goto(`${ward.url}/#/settings/rules?rule=${RULE}`);
    await page.getByRole('button', { name: text.add }).press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(text.which.target).fill('web-2');
    await page.keyboard.press('Enter');
    await dialog.getByLabel(en.rules.fields.threshold, { exact: true }).fill('95');
    await dialog.getByLabel(text.tier(en.states.severity.critical)).fill('98');
    await dialog.getByLabel(text.reason).fill('batch jobs');
    await dialog.getByRole('button', { name: en.shell.common.save }).press('Enter');
    const others = page.getByRole('region', { name: text.title });
    await others.getByRole('cell', { name: 'target web-2', exact: true }).waitFor();

    await pushNow('web-2', 90);
    const { targets } = await ward.call<{ targets: { id: string; name: string }[] }>(
      'GET',
      '/api/v1/targets',
    );
    const id = targets.find(({ name }) => name === 'web-2')?.id ?? '';
    await page.goto(`${ward.url}/#/machines/${id}`);
    const here = page.getByRole('region', { name: text.here });
    await here.getByLabel(text.rule, { exact: true }).selectOption(RULE);
    await here.getByText('above 95%').waitFor();
    await here.getByText('batch jobs').waitFor();

    await here.getByRole('button', { name: en.whyNot.open }).click();
    await dialog.getByLabel(en.whyNot.about).fill('负载过高');
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: en.whyNot.ask }).click();
    const decisive = dialog.getByRole('listitem').filter({ hasText: en.whyNot.decisive });
    await decisive.getByText('with a threshold of 95%').waitFor();
    expect((await alerts()).map(({ target }) => target)).not.toContain(id);
  });

  async function push(lines: readonly string[]): Promise<void> {
    const { ok } = await fetch(`${ward.url}/write`, {
      method: 'POST',
      headers: { authorization: `Token ${key}` },
      body: lines.join('\n'),
      signal: AbortSignal.timeout(30_000),
    });
    expect(ok).toBe(true);
  }

  function pushNow(host: string, value: number): Promise<void> {
    return push([lineOf(host, value, Date.now())]);
  }

  async function alerts(): Promise<Alert[]> {
    return (await ward.call<{ alerts: Alert[] }>('GET', `/api/v1/alerts?rule=${RULE}`)).alerts;
  }

  function standingAlert(host: string): Promise<Alert> {
    return vi.waitFor(
      async () => {
        const found = (await alerts()).find(({ state }) => state === 'firing');
        expect(found, host).toBeDefined();
        return found as Alert;
      },
      { timeout: 20_000, interval: 100 },
    );
  }
});

/** One machine that is beyond 70 ten minutes of each hour, and once beyond 85; one that is calm. */
function history(nowMs: number): string[] {
  const lines: string[] = [];
  for (let minute = HISTORY_MINUTES; minute >= 10; minute--) {
    const atMs = nowMs - minute * MINUTE_MS;
    const isBusy = minute % 60 >= 20 && minute % 60 < 30;
    lines.push(lineOf('web-1', isBusy ? (minute > 4 * 60 ? 92 : 78) : 40, atMs));
    lines.push(lineOf('web-2', 35, atMs));
  }
  return lines;
}

function lineOf(host: string, value: number, atMs: number): string {
  return `try,host=${host} load_percent=${value} ${atMs}000000`;
}
