import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import type { SimulatedDevice } from '#simulator/snmp/device.ts';
import { type Responder, startResponder } from '#simulator/snmp/responder.ts';
import { en } from '../dashboards/words/en.ts';
import { zhCN } from '../dashboards/words/zh-cn.ts';
import { type DeviceDesk, openDeviceDesk, until } from './device-desk.ts';
import { signedInPages } from './signed-in.ts';
import { steadySwitch } from './simulated-switch.ts';
import { startZoneAgent, type ZoneAgent } from './zone-agent.ts';

const COMMUNITY = 'zitrone-7f3a';
const MODEL = 'H3C S5130S-28S-EI';
/** Sweeps from the page ask at the port of SNMP. */
const SWEPT = ['127.88.9.3', '127.88.9.5'] as const;

describeWith('chromium', 'a browser, a collector, an agent and its devices', () => {
  const responders: Responder[] = [];
  const pages = signedInPages();
  let ward: Ward;
  let desk: DeviceDesk;
  let agent: ZoneAgent;
  let core: SimulatedDevice;
  let access: SimulatedDevice;

  beforeAll(async () => {
    ward = await startWard();
    desk = openDeviceDesk(ward);
    agent = await startZoneAgent(ward, 'default');
    const devices = ['core-1', 'access-1'].map((name) => ({
      community: COMMUNITY,
      table: steadySwitch({ name }),
    }));
    const responder = await startResponder({ devices });
    responders.push(responder);
    [core, access] = responder.devices as [SimulatedDevice, SimulatedDevice];
  });

  afterAll(async () => {
    for (const responder of responders) responder.close();
    await agent?.stop();
    await ward?.stop();
  });

  test('a switch is added from the keyboard: a wrong community is told in words, the right one shows what it is', async () => {
    const page = await pages.open(ward, 'en');
    const { keyboard } = page;
    await page.getByRole('link', { name: en.shell.pages.settings }).press('Enter');
    await page.getByRole('button', { name: en.devices.addTitle }).press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'SNMP' }).waitFor();
    await keyboard.type('snmp');
    await keyboard.press('Enter');
    await dialog.getByLabel(en.devices.address).waitFor();

    await keyboard.type(`${core.host}:${core.port}`);
    await dialog.getByLabel(en.devices.fields.community).focus();
    await keyboard.type('not this one');
    await keyboard.press('Enter');
    await dialog.getByRole('alert').getByText(en.devices.states.silent, { exact: true }).waitFor();
    expect(await dialog.getByRole('alert').textContent()).toContain('community');
    expect(core.figures.answers).toBe(0);

    await keyboard.press('Control+A');
    await keyboard.type(COMMUNITY);
    await keyboard.press('Enter');
    await dialog.getByText(MODEL).waitFor();
    expect(await dialog.getByLabel(en.devices.name, { exact: true }).inputValue()).toBe('core-1');
    await dialog.getByRole('button', { name: en.devices.watch }).press('Enter');

    await page.getByRole('status').getByText(en.devices.added('core-1')).waitFor();
    await page.getByRole('row').filter({ hasText: 'core-1' }).getByText(MODEL).waitFor();
  });

  test('its page shows its ports and values that change', async () => {
    await askOften('core-1');
    const page = await pages.open(ward, 'en');
    await page.getByRole('link', { name: 'core-1' }).first().click();

    const ports = page.getByRole('region', { name: en.device.ports });
    for (const port of [1, 2, 3, 4]) {
      await ports.getByText(`GigabitEthernet1/0/${port}`, { exact: true }).waitFor();
    }
    await ports.getByText('uplink').waitFor();
    await ports
      .getByText(/^[\d.]+ kb\/s$/)
      .first()
      .waitFor();
    await seeChange(page, en.machine.now);
    const polls = page.getByRole('region', { name: en.device.polls });
    await polls.getByText(en.devices.states.ok).waitFor();
  });

  test('in Chinese another switch is added with the credential that is kept, and its silence is told in words', async () => {
    const page = await pages.open(ward, 'zh-CN');
    await page.goto(`${ward.url}/#/settings/devices`);
    await page.getByRole('button', { name: zhCN.devices.addTitle }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'SNMP' }).click();
    await dialog.getByLabel(zhCN.devices.address).fill(`${access.host}:${access.port}`);
    await dialog
      .getByLabel(zhCN.devices.credential, { exact: true })
      .selectOption(en.devices.credentialFor(core.host));
    await dialog.getByRole('button', { name: zhCN.devices.recognise }).click();
    await dialog.getByText(MODEL).waitFor();
    await dialog.getByRole('button', { name: zhCN.devices.watch }).click();

    await page.getByRole('status').getByText(zhCN.devices.added('access-1')).waitFor();
    const row = page.getByRole('row').filter({ hasText: 'access-1' });
    await row.getByText(zhCN.states.kind.switch).waitFor();

    access.quirks.silent = true;
    const target = await askOften('access-1', { timeout: '100ms', retries: 1 });
    await until(async () => expect(await desk.poll(target)).toMatchObject({ state: 'silent' }));
    await page.reload();
    await row.getByText(zhCN.devices.states.silent).waitFor();
  });

  test('a sweep shows what it finds, and the one that is chosen is watched', async (context) => {
    const why = await trySweepable();
    if (why) return context.skip(why);
    const page = await pages.open(ward, 'en');
    await page.goto(`${ward.url}/#/settings/discovery`);
    const text = en.devices.discovery;

    await page.getByLabel(text.ranges).fill(SWEPT.join(' '));
    await page.getByRole('button', { name: text.start }).press('Enter');

    const found = page.getByRole('table', { name: text.foundTitle });
    await found.getByText('swept-1').waitFor();
    await found.getByText('swept-2').waitFor();
    await page.getByLabel(text.chooseOne(SWEPT[1])).press('Space');
    await page.getByRole('button', { name: text.accept('1') }).press('Enter');
    await page.getByRole('status').getByText(text.accepted('1')).waitFor();
    await found.getByRole('link', { name: 'swept-2' }).click();

    await page.getByRole('heading', { name: 'swept-2' }).waitFor();
    await page.getByRole('region', { name: en.device.polls }).getByText(en.devices.states.ok).waitFor();
    const watched = await desk.all<{ name: string }>('/api/v1/targets', 'targets');
    expect(watched.map(({ name }) => name)).not.toContain('swept-1');
  });

  /** Pages have devices asked every minute, and a test cannot wait for that. Resolves with the target. */
  async function askOften(name: string, more = {}): Promise<string> {
    const all = await desk.all<{ id: string; name: string }>('/api/v1/targets', 'targets');
    const { id } = all.find((target) => target.name === name)!;
    const poll = (await desk.poll(id))!;
    const settings = { ...poll.settings, ...more };
    await desk.call('PUT', `/api/v1/targets/${id}/polls/snmp`, {
      credential: poll.credential?.id,
      settings,
      everyMs: 1_000,
    });
    return id;
  }

  /** Why there can be no devices where a sweep from the page looks for them. */
  async function trySweepable(): Promise<string | undefined> {
    try {
      const devices = SWEPT.map((host, index) => ({
        host,
        port: 161,
        community: COMMUNITY,
        table: steadySwitch({ name: `swept-${index + 1}` }),
      }));
      responders.push(await startResponder({ devices }));
      return undefined;
    } catch (error) {
      return `no device can be at port 161 here: ${(error as Error).message}`;
    }
  }
});

/** Waits until the figures of a region, all in all, have been three different ones. */
async function seeChange(page: Page, region: string): Promise<void> {
  const figures = page.getByRole('region', { name: region }).locator('p');
  const seen = new Set<string>();
  await until(async () => {
    seen.add((await figures.allTextContents()).join());
    expect(seen.size).toBeGreaterThan(2);
  });
}
