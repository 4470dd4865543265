import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { en } from '../dashboards/words/en.ts';
import { zhCN } from '../dashboards/words/zh-cn.ts';
import { axeFindings } from './axe.ts';
import { signedInPages } from './signed-in.ts';

const csv = (text: string) => ({ name: 'targets.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
const sheet = (kind: string) =>
  `名称,类型,地址,机房,探测方式\nimported-1,${kind},127.0.0.1,B1,ping\nimported-2,UPS,127.0.0.2,B1,ping\n`;

describeWith('chromium', 'the pages of whoever administers', () => {
  const pages = signedInPages();
  let ward: Ward;

  beforeAll(async () => {
    ward = await startWard();
  });

  afterAll(async () => {
    await ward?.stop();
  });

  test('a sheet with a wrong row is refused in the preview, mended, imported, and all of it edited by keyboard', async () => {
    const page = await pages.open(ward, 'zh-CN', '#/settings/devices');
    const text = zhCN.bulk;
    await page.getByRole('button', { name: text.import, exact: true }).click();
    const dialog = page.getByRole('dialog');

    await dialog.getByLabel(text.importFile).setInputFiles(csv(sheet('交换鸡')));
    await dialog.getByText('交换鸡').waitFor();
    const apply = dialog.getByRole('button', { name: text.applyRows('1') });
    expect(await apply.isDisabled()).toBe(true);
    expect(await axeFindings(page)).toEqual([]);

    await dialog.getByRole('button', { name: text.sameFile }).click();
    await dialog.getByLabel(text.importFile).setInputFiles(csv(sheet('交换机')));
    await dialog.getByRole('button', { name: text.applyRows('2') }).click();
    await dialog.getByText(text.imported('2', '0')).waitFor();
    await dialog.getByRole('button', { name: text.done }).click();

    await page.getByRole('checkbox', { name: text.selectOne('imported-1') }).press('Space');
    await page.getByRole('checkbox', { name: text.selectOne('imported-2') }).press('Shift+Space');
    const bar = page.getByRole('region', { name: text.title });
    await bar.getByText(text.selected('2')).waitFor();
    await bar.getByRole('button', { name: text.edit }).press('Enter');
    await page.getByRole('dialog').getByLabel(text.fields.room, { exact: true }).focus();
    await page.keyboard.type('机房 A');
    await page.keyboard.press('Enter');
    await page.getByText(text.changed('2')).waitFor();
    expect(await axeFindings(page)).toEqual([]);

    const targets = await page.evaluate(async () => (await fetch('api/v1/targets?search=imported')).json());
    expect(targets.targets.map((each: Record<string, unknown>) => [each.name, each.kind, each.room])).toEqual(
      [
        ['imported-1', 'switch', '机房 A'],
        ['imported-2', 'ups', '机房 A'],
      ],
    );
  });

  test('a push key is made by keyboard, shown once with what a sender needs, and withdrawn', async () => {
    const page = await pages.open(ward, 'en', '#/settings/keys');
    const text = en.settings.keys;
    await page.getByRole('button', { name: text.add }).press('Enter');
    await page.getByRole('dialog').getByLabel(text.name).waitFor();
    await page.keyboard.type('telegraf');
    await page.keyboard.press('Enter');
    await page.getByText(text.once).waitFor();
    await page.getByRole('dialog').getByText('outputs.influxdb_v2').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: `${text.withdraw}: telegraf` }).press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: text.withdraw }).press('Enter');

    await page.getByText(text.withdrawDone('telegraf')).waitFor();
  });

  test('the health of the collector and its agents stand on their pages, without findings of axe', async () => {
    const page = await pages.open(ward, 'en', '#/settings/system');
    const health = page.getByRole('region', { name: en.system.health.title, exact: true });
    await health.getByText(en.system.health.lines.samples_per_second).waitFor();
    await health.getByText('SQLite').waitFor();
    expect(await axeFindings(page)).toEqual([]);

    await page.getByRole('link', { name: en.settings.sections.agents }).click();
    await page.getByRole('heading', { name: en.settings.sections.agents }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });
});
