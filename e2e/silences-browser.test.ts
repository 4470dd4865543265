/// <reference lib="dom" />
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Alert } from '#protocol/alert.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { en } from '../dashboards/words/en.ts';
import { zhCN } from '../dashboards/words/zh-cn.ts';
import { type Receiver, receiveWebhooks } from './receivers.ts';
import { signedInPages } from './signed-in.ts';

const LOUD = { 'zh-CN': '负载过高', en: 'Load is high' };
const SLOW = { 'zh-CN': '队列过长', en: 'Queue is long' };

/** What a page would have let its person hear and see. */
interface Noted {
  tones: number;
  shown: string[];
}

/** Runs in the page: a browser without a screen shows no notification, and has nobody to hear it. */
function noteCalls(): void {
  const noted = window as unknown as Noted & { Notification: unknown; AudioContext: unknown };
  Object.assign(noted, { tones: 0, shown: [] });
  const { createOscillator } = AudioContext.prototype;
  AudioContext.prototype.createOscillator = function (): OscillatorNode {
    noted.tones++;
    return createOscillator.call(this);
  };
  const Shown = class extends Notification {
    constructor(title: string, options?: NotificationOptions) {
      super(title, options);
      noted.shown.push(`${title}\n${options?.body}`);
    }
  };
  noted.Notification = Shown;
}

describeWith('chromium', 'a browser, a collector and alerts that people work with', () => {
  const pages = signedInPages();
  let ward: Ward;
  let hooks: Receiver;
  let key: string;

  beforeAll(async () => {
    hooks = await receiveWebhooks();
    ward = await startWard();
    await ward.call('PUT', '/api/v1/channels/hook', {
      organisation: '*',
      enabled: true,
      isDefault: true,
      kind: 'webhook',
      config: { url: `http://127.0.0.1:${hooks.port}/`, secret: 'sixteen letters or more' },
    });
    const made = { organisation: 'default', name: 'test' };
    key = (await ward.call<{ key: string }>('POST', '/api/v1/keys', made)).key;
    await putRule('loud', LOUD, 'try.load');
    await putRule('slow', SLOW, 'try.queue');
  });

  afterAll(async () => {
    await ward?.stop();
    await hooks?.close();
  });

  test('one that is silenced is told to nobody, and once the silence is ended to those who would have been', async () => {
    const words = zhCN;
    await push('web-1', 'load=90');
    await expect.poll(() => told('web-1')).toEqual(['fired']);
    await push('db-1', 'queue=90');
    await expect.poll(() => told('db-1')).toEqual(['fired']);

    const page = await pages.open(ward, 'zh-CN');
    await page.goto(`${ward.url}/#/alerts`);
    const row = page.getByRole('listitem').filter({ hasText: SLOW['zh-CN'] });
    await row.getByRole('checkbox').check();
    await page.getByRole('button', { name: words.alerts.deeds.silence, exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('db-1').waitFor();
    await dialog.getByRole('button', { name: words.silences.form.whens['2h'] }).press('Enter');
    const isHeld = words.silences.held.silence;
    await row.getByRole('link', { name: isHeld }).waitFor();
    // The end of what was told is told; what begins anew is not.
    await push('db-1', 'queue=10');
    await row.waitFor({ state: 'detached' });
    await push('db-1', 'queue=95');
    await row.getByRole('link', { name: isHeld }).waitFor();
    await expect.poll(() => heldBy('slow')).toEqual(['silenced']);
    await expect.poll(() => told('db-1')).toEqual(['fired', 'resolved']);

    await page.getByLabel(words.alerts.state).selectOption('silenced');
    await page.getByRole('listitem').filter({ hasText: LOUD['zh-CN'] }).waitFor({ state: 'detached' });
    await row.getByRole('link', { name: isHeld }).press('Enter');
    const held = page.getByRole('region', { name: words.silences.page.held });
    await held.getByText(SLOW['zh-CN']).waitFor();
    await page.getByRole('button', { name: words.silences.end, exact: true }).click();
    await dialog.getByRole('button', { name: words.silences.end, exact: true }).click();

    await expect.poll(() => told('db-1')).toEqual(['fired', 'resolved', 'fired']);
    await page.getByText(words.silences.states.ended, { exact: true }).waitFor();
    await page.getByRole('link', { name: words.silences.page.back }).click();
    const ended = page.getByRole('region', { name: words.silences.states.ended });
    await ended.getByText(SLOW['zh-CN']).first().waitFor();
  });

  test('planned work of a day of the calendar stands there, and is removed while it has not begun', async () => {
    const page = await pages.open(ward, 'en');
    const text = en.silences;
    const month = '2031-02';
    await page.goto(`${ward.url}/#/alerts?tab=silences&view=calendar&month=${month}`);
    await page.getByRole('button', { name: text.calendar.add(`${month}-13`) }).press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: en.shell.common.save }).click();
    await dialog.getByText(text.faults.name).waitFor();
    await dialog.getByLabel(text.form.name, { exact: true }).fill('new switch');
    await dialog.getByText(text.form.every).waitFor();
    await dialog.getByRole('button', { name: en.shell.common.save }).click();

    const day = page.getByRole('cell').filter({ hasText: 'new switch' });
    await day.getByRole('link', { name: 'new switch' }).press('Enter');
    await page.getByRole('button', { name: text.remove }).click();
    await dialog.getByRole('button', { name: text.remove }).click();
    await page.getByRole('button', { name: text.add.silence }).waitFor();
    await page.getByText('new switch').waitFor({ state: 'detached' });
  });

  test('what people do with an alert stands in what happened to it', async () => {
    const page = await pages.open(ward, 'en');
    const text = en.alerts;
    const alert = await alertOf('loud');
    await page.goto(`${ward.url}/#/alerts/${alert.id}`);
    const happened = page.getByRole('region', { name: en.why.title });
    const dialog = page.getByRole('dialog');
    const deeds = page.locator('.deeds');
    const begin = (deed: 'acknowledge' | 'assign' | 'comment' | 'close') =>
      deeds.getByRole('button', { name: text.deeds[deed], exact: true }).press('Enter');
    const submit = (deed: 'acknowledge' | 'assign' | 'comment' | 'close') =>
      dialog.locator('footer').getByRole('button', { name: text.deeds[deed] }).click();

    await begin('acknowledge');
    await submit('acknowledge');
    await happened.getByText(text.events.acknowledged('admin')).waitFor();
    await begin('assign');
    await dialog.getByLabel(text.assignTo).selectOption('admin');
    await submit('assign');
    await happened.getByText(text.events.assigned('admin', 'admin')).waitFor();
    await begin('comment');
    await dialog.getByLabel(text.comment).fill('the batch job again');
    await submit('comment');
    await happened.getByText('the batch job again').waitFor();
    await begin('close');
    await dialog.getByLabel(text.cause).selectOption('capacity');
    await submit('close');

    await happened.getByText(text.events.closed('admin', text.causes.capacity)).waitFor();
    expect(await alertOf('loud')).toMatchObject({
      state: 'firing',
      acknowledged: { by: 'admin' },
      assigned: { to: 'admin' },
      closed: { cause: 'capacity' },
    });
  });

  test('whoever wants it hears a new alert and sees a notification of the browser, once for all of a moment', async () => {
    const page = await pages.open(ward, 'en');
    await page.context().grantPermissions(['notifications'], { origin: ward.url });
    await page.evaluate(noteCalls);
    await page.getByLabel(en.shell.account).click();
    for (const label of [en.shell.calls.sound, en.shell.calls.popups]) {
      const group = page.getByRole('group', { name: label });
      await group.getByRole('button', { name: en.shell.calls.choices.warning }).click();
      await expect
        .poll(() => group.getByRole('button', { pressed: true }).textContent())
        .toBe(en.shell.calls.choices.warning);
    }

    await Promise.all([push('web-1', 'queue=90'), push('db-1', 'load=90')]);

    await expect
      .poll(() => page.evaluate(() => (window as unknown as Noted).shown), { timeout: 20_000 })
      .toEqual([expect.stringMatching(/2 new alerts\n(web|db)-1 · .*\n(web|db)-1 · /)]);
    expect(await page.evaluate(() => (window as unknown as Noted).tones)).toBe(2);
  });

  function putRule(id: string, name: typeof LOUD, metric: string): Promise<unknown> {
    return ward.call('PUT', `/api/v1/rules/${id}`, {
      id,
      name,
      reason: { 'zh-CN': '超过就慢。', en: 'Above it is slow.' },
      watch: { metric },
      condition: { kind: 'above', threshold: 50 },
      severity: 'warning',
    });
  }

  async function push(host: string, field: string): Promise<void> {
    const { ok } = await fetch(`${ward.url}/write`, {
      method: 'POST',
      headers: { authorization: `Token ${key}` },
      body: `try,host=${host} ${field}`,
      signal: AbortSignal.timeout(30_000),
    });
    expect(ok).toBe(true);
  }

  /** What the webhook heard of a host so far. */
  function told(host: string): string[] {
    return hooks.received
      .filter((body) => body.includes(host))
      .flatMap((body) => /"(fired|resolved)"/.exec(body)?.[1] ?? 'nothing');
  }

  async function alertOf(rule: string): Promise<Alert> {
    const { alerts } = await ward.call<{ alerts: Alert[] }>('GET', `/api/v1/alerts?rule=${rule}`);
    return alerts[0] as Alert;
  }

  /** Codes of what holds the alert of a rule back. */
  async function heldBy(rule: string): Promise<string[]> {
    const { id } = await alertOf(rule);
    const { held } = await ward.call<{ held: { holds: { code: string }[] } }>(
      'GET',
      `/api/v1/alerts/${id}/why`,
    );
    return held.holds.map(({ code }) => code);
  }
});
