import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Influxdb, startInfluxdb } from '#scripts/servers/influxdb.ts';
import { describeUnless, whyUnavailable } from '#scripts/servers/unavailable.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { en } from '../dashboards/words/en.ts';
import { zhCN } from '../dashboards/words/zh-cn.ts';
import { signedInPages } from './signed-in.ts';

const why = whyUnavailable('chromium') ?? whyUnavailable('influxd');

describeUnless(
  why,
  'the page of the system, with a store that comes and goes and a folder for backups',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'ward-system-'));
    let influxdb: Influxdb;
    const pages = signedInPages();
    let ward: Ward;

    beforeAll(async () => {
      influxdb = await startInfluxdb();
      const config = join(folder, 'collector.yaml');
      const store = `influxdb://${new URL(influxdb.url).host}/ward`;
      writeFileSync(config, `store: ${store}\nbackup:\n  to: ${join(folder, 'backups')}\n`);
      ward = await startWard({ args: ['--config', config] });
    });

    afterAll(async () => {
      await ward?.stop();
      await influxdb?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    test('a store that is gone is said at once, and that nothing is lost by it; so is its return', async () => {
      const page = await pages.open(ward, 'zh-CN', '#/settings/system');
      const text = zhCN.system.store;
      const store = page.getByRole('region', { name: text.title, exact: true });
      await store.getByText(text.well).waitFor();
      await store.getByText(text.engines.influxdb).waitFor();
      await page.getByText(zhCN.system.losses.none).waitFor();

      await influxdb.kill();
      await store.getByText(text.errors.unreachable).waitFor();
      await store.getByText(text.illHint).waitFor();

      await influxdb.restart();
      await store.getByText(text.well).waitFor();
      await page.getByText(zhCN.system.losses.none).waitFor();
    });

    test('a backup is made and tested by keyboard, and both are told with their outcome', async () => {
      const page = await pages.open(ward, 'en', '#/settings/system');
      const text = en.system.backups;
      const backups = page.getByRole('region', { name: text.title, exact: true });
      await backups.getByText(text.never).waitFor();
      await backups.getByText(text.samples.elsewhere).waitFor();

      await backups.getByRole('button', { name: text.now }).press('Enter');
      const runs = backups.getByRole('table', { name: text.runs });
      await runs.getByText(text.made, { exact: true }).waitFor();
      expect(await runs.getByRole('row').count()).toBe(2);

      await backups.getByRole('button', { name: text.test }).press('Enter');
      await backups.getByText(/^Restore tested .*: passed$/).waitFor();
      await backups.getByText(/^compared /).waitFor();
    });
  },
);
