import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { en } from '../dashboards/words/en.ts';
import { zhCN } from '../dashboards/words/zh-cn.ts';
import { type Receiver, receiveWebhooks } from './receivers.ts';
import { signedInPages } from './signed-in.ts';

const RULE = {
  id: 'load-high',
  name: { 'zh-CN': '负载过高', en: 'Load high' },
  reason: { 'zh-CN': '超过五十就慢。', en: 'Above fifty it is slow.' },
  watch: { metric: 'desk.load' },
  condition: { kind: 'above', threshold: 50 },
  severity: 'critical',
};

describeWith('chromium', 'a browser, a collector and people who are told', () => {
  const pages = signedInPages();
  let ward: Ward;
  let hook: Receiver;
  let sms: Receiver;
  let key: string;

  beforeAll(async () => {
    [ward, hook, sms] = await Promise.all([startWard(), receiveWebhooks(), receiveWebhooks()]);
    const made = { organisation: 'default', name: 'desk' };
    ({ key } = await ward.call<{ key: string }>('POST', '/api/v1/keys', made));
    await ward.call('PUT', '/api/v1/rules/load-high', RULE);
    const config = { url: `http://127.0.0.1:${sms.port}/send`, body: '{"to":"{phone}","text":"{text}"}' };
    await ward.call('PUT', '/api/v1/channels/duty-sms', { kind: 'sms', config });
    await measure(1);
  });

  afterAll(async () => {
    await Promise.all([ward?.stop(), hook?.close(), sms?.close()]);
  });

  test('a channel is made by the form of its kind, tried before it is kept, and changed without its secret', async () => {
    const page = await pages.open(ward, 'zh-CN');
    const text = zhCN.contacts.channels;
    await page.goto(`${ward.url}/#/settings/channels`);
    await page.getByRole('button', { name: text.addTitle }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Webhook' }).press('Enter');
    await dialog.getByLabel(text.name, { exact: true }).fill('duty-hook');
    await dialog.getByRole('button', { name: text.test }).click();
    await dialog.getByText(text.faults.required).first().waitFor();
    await dialog.getByLabel(text.labels.url).fill(`http://127.0.0.1:${hook.port}/ward`);
    await dialog.getByLabel(text.labels.secret).fill('0123456789abcdef');
    await dialog.getByText(text.preview).click();
    for (const language of Object.values(zhCN.shell.languages))
      await dialog.getByRole('region', { name: language }).getByText('"disk-space-critical"').waitFor();

    await dialog.getByRole('button', { name: text.test }).click();
    await dialog.getByText(text.delivered, { exact: true }).waitFor();
    expect(hook.received).toHaveLength(1);
    await dialog.getByRole('button', { name: zhCN.shell.common.add, exact: true }).click();
    const row = page.getByRole('row').filter({ hasText: 'duty-hook' });
    await row.getByRole('button', { name: zhCN.shell.common.edit }).click();
    await dialog.getByText(text.more, { exact: true }).click();
    await dialog.getByLabel(text.fallback, { exact: true }).selectOption('duty-sms');
    await dialog.getByRole('button', { name: zhCN.shell.common.save }).click();
    await row.getByText('duty-sms').waitFor();
    await row.getByRole('button', { name: text.test }).click();
    await page.getByText(text.testDone).waitFor();
    expect(hook.received).toHaveLength(2);
  });

  test('a contact, a team and a route are made; the preview and a real alert agree on who is told', async () => {
    const page = await pages.open(ward, 'en');
    const text = en.contacts;
    await page.goto(`${ward.url}/#/settings/contacts`);
    await page.getByRole('button', { name: text.people.add }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(text.people.name, { exact: true }).fill('Wang');
    await choose(dialog, text.people.channelsOf, 'sms');
    await dialog.getByRole('button', { name: en.shell.common.add, exact: true }).click();
    await dialog.getByText(text.people.faults.no_phone).waitFor();
    await dialog.getByLabel(text.people.phone).fill('13800138000');
    await dialog.getByLabel(text.people.person).fill('admin');
    await dialog.getByRole('button', { name: text.hours.add }).click();
    await dialog.getByLabel(text.hours.from).fill('9');
    await dialog.getByRole('button', { name: en.shell.common.add, exact: true }).click();
    await page.getByText('Working days 09:00–17:30').waitFor();

    await page.getByRole('button', { name: text.people.addTeam }).click();
    await dialog.getByLabel(text.people.name, { exact: true }).fill('Duty');
    await choose(dialog, text.people.members, 'wang');
    await dialog.getByRole('button', { name: en.shell.common.add, exact: true }).click();
    const team = page.getByRole('row').filter({ hasText: 'Duty' });
    await team.waitFor();
    const contact = page.getByRole('row').filter({ hasText: '13800138000' });
    await contact.getByRole('button', { name: en.shell.common.remove }).click();
    await dialog.getByRole('button', { name: en.shell.common.remove }).click();
    await dialog.getByText(text.inUse('team Duty', '1')).waitFor();
    await page.keyboard.press('Escape');

    await page.goto(`${ward.url}/#/settings/routes`);
    for (const [name, severity, whom] of [
      ['All others', undefined, undefined],
      ['Critical ones', en.states.severity.critical, 'duty'],
    ] as const) {
      await page.getByRole('button', { name: text.routes.add }).click();
      await dialog.getByLabel(text.routes.name, { exact: true }).fill(name);
      if (severity) await dialog.getByRole('button', { name: severity, exact: true }).press('Space');
      if (whom) await choose(dialog, text.people.teams, whom);
      await choose(dialog, en.settings.sections.channels, 'hook');
      await dialog.getByRole('button', { name: en.shell.common.add, exact: true }).click();
      await page.getByRole('row').filter({ hasText: name }).waitFor();
    }
    await page.getByRole('button', { name: text.many.up('Critical ones') }).press('Enter');
    await page.getByText('1. Critical ones').waitFor();

    await page.getByRole('button', { name: text.routes.try }).click();
    await choose(dialog, text.preview.rule, 'load high');
    await choose(dialog, text.preview.target, 'web-1');
    await dialog.getByText('Wang · duty-sms').waitFor();
    await dialog.getByText(text.preview.byChannel('duty-hook')).waitFor();
    await dialog.getByText(text.preview.verdicts.not_reached).waitFor();
    const before = hook.received.length;
    await measure(90);
    await vi.waitFor(
      () => {
        expect(hook.received.slice(before).join()).toContain('load-high');
        expect(sms.received.join()).toContain('13800138000');
      },
      { timeout: 30_000, interval: 100 },
    );
  });

  test('a drill is begun, and answered by who is signed in', async () => {
    const page = await pages.open(ward, 'zh-CN');
    const text = zhCN.contacts.drills;
    await page.goto(`${ward.url}/#/settings/drills`);
    await page.getByText(text.none).waitFor();
    await page.getByRole('button', { name: text.begin }).click();
    await page.getByRole('dialog').getByRole('button', { name: text.begin }).click();
    await page.getByText(text.notYet('Wang')).waitFor();
    await page.getByRole('row').filter({ hasText: 'Wang' }).getByText(text.states.not_yet_answered).waitFor();

    await page.reload();
    await page.getByRole('button', { name: text.iHaveIt }).press('Enter');
    await page.getByText(text.thanks).waitFor();
    await page.getByText(text.states.answered, { exact: true }).waitFor();
  });

  async function measure(load: number): Promise<void> {
    const headers = { authorization: `Token ${key}` };
    const body = `desk,host=web-1 load=${load}`;
    const signal = AbortSignal.timeout(30_000);
    const { ok } = await fetch(`${ward.url}/write`, { method: 'POST', headers, body, signal });
    expect(ok).toBe(true);
  }
});

/** Types into a field that offers what there is, and takes the first by the keyboard. */
async function choose(dialog: Locator, label: string, typed: string): Promise<void> {
  const field = dialog.getByRole('combobox', { name: label, exact: true });
  await field.fill(typed);
  const offered = dialog.getByRole('listbox', { name: label, exact: true });
  await offered.getByRole('option').first().waitFor();
  await field.press('Enter');
}
