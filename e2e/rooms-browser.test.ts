/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { en } from '../dashboards/words/en.ts';
import { zhCN } from '../dashboards/words/zh-cn.ts';
import { axeFindings } from './axe.ts';
import { type Language, signedInPages } from './signed-in.ts';

interface Item {
  kind: string;
  name: string;
  xCm: number;
  yCm: number;
  turn: number;
}

describeWith('chromium', 'a machine room that was never drawn', () => {
  const pages = signedInPages();
  let ward: Ward;
  const ids = new Map<string, string>();

  beforeAll(async () => {
    ward = await startWard();
    const add = async (name: string, kind: string, fields: object): Promise<string> => {
      const made = await ward.call<{ id: string }>('POST', '/api/v1/targets', {
        name,
        kind,
        room: 'Hall',
        ...fields,
      });
      ids.set(name, made.id);
      return made.id;
    };
    const fedBy = (...power: string[]) => ({ parents: { network: [], power, cooling: [] } });
    const [a, b] = [await add('UPS-A', 'ups', {}), await add('UPS-B', 'ups', {})];
    await add('crac', 'air_conditioner', {});
    await add('web-1', 'server', { rack: 'A01', rackUnit: 10, rackUnits: 2, ...fedBy(a, b) });
    await add('web-2', 'server', { rack: 'A02', rackUnit: 1, rackUnits: 1, ...fedBy(a) });
  });

  afterAll(async () => {
    await ward?.stop();
  });

  test('is moved and turned by keyboard, saved, and is there after a reload; a device goes to another unit', async () => {
    const page = await openRoom('en');
    const text = en.rooms;
    const before = await itemOf('A01');
    await page.getByRole('button', { name: text.edit.begin }).press('Enter');
    const rack = page.locator('[data-rack=A01]');
    await rack.focus();
    for (let times = 0; times < 3; times++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('r');
    await page.keyboard.press('r');
    await page.keyboard.press('r');
    await page.keyboard.press('Control+z');
    const device = page.getByRole('button', { name: /^web-1, / });
    await device.press('ArrowUp');
    await page.getByRole('button', { name: /^web-1, .* U11\b/ }).waitFor();
    await page.getByRole('button', { name: en.shell.common.save }).press('Enter');
    await page.getByText(text.edit.saved, { exact: true }).waitFor();

    await page.reload();
    await page.locator('[data-rack=A01]').waitFor();
    const after = await itemOf('A01');
    expect(after.turn).toBe((before.turn + 180) % 360);
    expect([after.xCm - before.xCm, after.yCm - before.yCm]).toEqual([-60, 30]);
    const moved = await ward.call<{ rack: string; rackUnit: number }>(
      'GET',
      `/api/v1/targets/${ids.get('web-1')}`,
    );
    expect(moved).toMatchObject({ rack: 'A01', rackUnit: 11 });
    await page.locator('[data-rack=A01]').press('Enter');
    await page.getByRole('link', { name: /^web-1, / }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  test('shows by mouse what hangs on a UPS, and who has one feed only; two editors do not overwrite each other', async () => {
    const page = await openRoom('zh-CN');
    const text = zhCN.rooms;
    await page.getByRole('button', { name: text.views.power, exact: true }).click();
    await page.getByText(text.power.short('1', '0', '3')).waitFor();
    await page.getByRole('button', { name: /UPS-B/ }).click();
    const chosen = page.getByRole('region', { name: 'UPS-B', exact: true });
    await chosen.getByRole('link', { name: 'web-1' }).waitFor();
    expect(await chosen.getByRole('link', { name: 'web-2' }).count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);

    await page.getByRole('button', { name: text.views.state, exact: true }).click();
    await page.getByRole('button', { name: text.edit.begin }).click();
    const { x, y } = await middleOf(page, '[data-rack=A02]');
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 90, y + 120, { steps: 5 });
    await page.mouse.up();
    const room = await ward.call<{ revision: number; plan: object; organisation: string }>('GET', roomPath);
    await ward.call('PUT', roomPath, { revision: room.revision, plan: room.plan });
    const theirs = await itemOf('A02');
    await page.getByRole('button', { name: zhCN.shell.common.save }).click();
    await page.getByRole('alert').getByText('admin').waitFor();
    expect(await itemOf('A02')).toEqual(theirs);

    await page.getByRole('button', { name: text.edit.keepMine }).click();
    await page.getByText(text.edit.saved, { exact: true }).waitFor();
    const mine = await itemOf('A02');
    expect([mine.xCm > theirs.xCm, mine.yCm > theirs.yCm]).toEqual([true, true]);
  });

  test('is made from nothing by keyboard, gets a rack with a device that stood nowhere, and gives its plan up', async () => {
    const text = zhCN.rooms;
    const made = await ward.call<{ id: string }>('POST', '/api/v1/targets', { name: 'db-9', kind: 'server' });
    const page = await openRoom('zh-CN');
    await page.getByRole('button', { name: text.make.begin }).press('Enter');
    await page.getByRole('textbox', { name: text.make.name }).fill('Attic');
    await page.keyboard.press('Enter');
    await page.getByRole('toolbar', { name: text.edit.title }).waitFor();

    await page.getByRole('combobox', { name: text.edit.add }).selectOption('rack');
    await page.getByRole('button', { name: text.put.begin }).press('Enter');
    await page.getByRole('combobox', { name: text.put.devices }).fill('db-9');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: text.put.put, exact: true }).click();
    await page.getByRole('button', { name: /^db-9, .* U1\b/ }).waitFor();
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: /^db-9, / }).waitFor({ state: 'detached' });
    await page.keyboard.press('Control+y');
    await page.getByRole('button', { name: zhCN.shell.common.save }).click();
    await page.getByText(text.edit.saved, { exact: true }).waitFor();
    const placed = await ward.call<object>('GET', `/api/v1/targets/${made.id}`);
    expect(placed).toMatchObject({ room: 'Attic', rack: 'A01', rackUnit: 1 });

    await ward.call('PATCH', `/api/v1/targets/${made.id}`, { room: '', rack: '', rackUnit: 0 });
    await page.reload();
    await page.getByRole('button', { name: text.edit.begin }).click();
    await page.getByRole('button', { name: text.forget.room }).click();
    await page.getByRole('dialog').getByRole('button', { name: zhCN.shell.common.remove }).click();
    await page.getByText(text.forget.roomGone).waitFor();
    const { rooms } = await ward.call<{ rooms: { name: string }[] }>('GET', '/api/v1/rooms');
    expect(rooms.map(({ name }) => name)).toEqual(['Hall']);
  });

  const roomPath = '/api/v1/rooms/default/Hall';

  async function itemOf(name: string): Promise<Item> {
    const { plan } = await ward.call<{ plan: { items: Item[] } }>('GET', roomPath);
    return plan.items.find((item) => item.name === name) as Item;
  }

  async function middleOf(page: Page, selector: string): Promise<{ x: number; y: number }> {
    const box = await page.locator(selector).boundingBox();
    if (!box) throw new Error(`${selector} is not to be seen`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  async function openRoom(language: Language): Promise<Page> {
    const page = await pages.open(ward, language, '#/rooms');
    await page.locator('[data-rack=A01]').waitFor();
    return page;
  }
});
