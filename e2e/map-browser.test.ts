import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Schema } from '#protocol/schema.ts';
import { describeUnless, whyUnavailable } from '#scripts/servers/unavailable.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { en } from '../dashboards/words/en.ts';
import { axeFindings } from './axe.ts';
import { openPage, startChromium, type WatchedPage } from './chromium.ts';
import { connectRawAgent, type RawAgent } from './raw-agent.ts';
import { signIn } from './signed-in.ts';

const text = en.networkMap;

describeUnless(whyUnavailable('chromium'), 'the network map', () => {
  let ward: Ward;
  let browser: Browser;
  let open: WatchedPage;
  const agents: RawAgent[] = [];

  beforeAll(async () => {
    ward = await startWard();
    const names = ['core-1', 'access-1', 'access-2'] as const;
    for (const name of names) {
      const { target, key } = await ward.enrol(name);
      await ward.call('PATCH', `/api/v1/targets/${target}`, { kind: 'switch' });
      const agent = await connectRawAgent(ward, key, name);
      agents.push(agent);
      if (name === 'core-1') continue;
      const line = { localPort: 'XGE1/0/1', chassis: '', port: `XGE2/0/${name.slice(-1)}`, description: '' };
      const host = { ...line, localPort: 'GE1/0/7', port: 'eth0', name: `printer-${name}` };
      const data = [{ ...line, name: 'core-1' }, host];
      await agent.sendRecord({ target, kind: 'neighbours', key: '', data });
      await agent.sendSchema(portSchema(target, 'net.speed'));
      await agent.sendFrames(portSchema(target, 'net.speed'), [{ timeMs: Date.now(), value: 10_000 }]);
      await agent.sendSchema(portSchema(target, 'net.link_state'));
      const down = name === 'access-2' ? 1 : 0;
      await agent.sendFrames(portSchema(target, 'net.link_state'), [{ timeMs: Date.now(), value: down }]);
    }
    await vi.waitFor(
      async () => {
        const { edges } = await topology();
        expect(edges.filter(({ from }) => from.speed !== null).length).toBe(2);
      },
      { timeout: 20_000, interval: 100 },
    );
    browser = await startChromium();
    await openMap();
  });

  afterAll(async () => {
    for (const agent of agents) agent.close();
    await open?.page.context().close();
    await browser?.close();
    await ward?.stop();
  });

  afterEach(() => {
    expect(open.faults).toEqual([]);
  });

  const topology = () =>
    ward.call<{ edges: { from: { speed: number | null } }[] }>('GET', '/api/v1/topology');

  test('the way between two switches is found by keyboard, and says which of its cables is down', async () => {
    const { page } = open;
    const form = page.getByRole('form', { name: text.path.title });
    await form.getByLabel(text.path.from, { exact: true }).focus();
    await page.keyboard.type('access-1');
    await page.keyboard.press('Tab');
    await page.keyboard.type('access-2');
    await page.keyboard.press('Enter');

    const way = page.getByRole('region', { name: text.path.title });
    await way.getByText(text.path.foundOne('2')).waitFor();
    await way
      .getByText(text.path.worst('core-1', 'access-2', text.loadShort.down))
      .or(way.getByText(text.path.worst('access-2', 'core-1', text.loadShort.down)))
      .waitFor();
    const table = page.getByRole('table', { name: text.table.title });
    expect(await table.getByRole('row').nth(1).innerText()).toContain(text.loadShort.down);
    expect(await axeFindings(page)).toEqual([]);
  });

  test('what was moved by mouse and by keyboard is where it was after a reload', async () => {
    const { page } = open;
    await page.getByRole('button', { name: text.edit.begin, exact: true }).click();
    const node = page.getByRole('button', { name: /^core-1, / });
    const box = await node.boundingBox();
    if (!box) throw new Error('core-1 is not on the map');
    await page.mouse.move(box.x + 40, box.y + 15);
    await page.mouse.down();
    await page.mouse.move(box.x - 160, box.y + 60, { steps: 4 });
    await page.mouse.up();
    await node.focus();
    await page.keyboard.press('Shift+ArrowDown');
    const moved = await placeOf(page);
    await page.getByRole('button', { name: text.edit.save, exact: true }).press('Enter');
    await page.getByText(text.edit.saved).waitFor();

    await page.reload();
    await node.waitFor();
    await expect.poll(() => placeOf(page), { timeout: 15_000 }).toBe(moved);
  });

  /** Where the map itself has it, whatever the window shows. */
  function placeOf(page: Page): Promise<string | null> {
    return page.getByRole('button', { name: /^core-1, / }).getAttribute('transform');
  }

  async function openMap(): Promise<void> {
    open = await openPage(browser, 'en');
    const { page } = open;
    await signIn(page, ward, 'en', '#/map');
    await page.getByRole('button', { name: /^core-1, / }).waitFor();
  }
});

/** One figure of the port to the core. */
function portSchema(target: string, metric: string): Schema {
  const kind = metric === 'net.speed' ? 'gauge' : 'state';
  const unit = metric === 'net.speed' ? 'Mbit/s' : '1';
  const labels = { interface: 'XGigabitEthernet1/0/1' };
  return { probe: 'snmp', target, intervalMs: 60_000, columns: [{ metric, labels, kind, unit }] };
}
