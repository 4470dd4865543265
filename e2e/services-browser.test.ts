import { afterAll, beforeAll, expect, test } from 'vitest';
import { certificateStates } from '#protocol/vocabulary/web.ts';
import { type CertificateAuthority, certificateAuthority } from '#scripts/servers/certificates.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { en } from '../dashboards/words/en.ts';
import { zhCN } from '../dashboards/words/zh-cn.ts';
import { axeFindings } from './axe.ts';
import { openDeviceDesk } from './device-desk.ts';
import { signedInPages } from './signed-in.ts';
import { startTlsPage, type TlsPage } from './tls-page.ts';
import { startZoneAgent, type ZoneAgent } from './zone-agent.ts';

const ZONE = 'here';

/** Open from the moment on at which it is made. */
const BACKUP = { schedule: { kind: 'every', everyMs: 3_600_000 }, purpose: 'backup' };

describeWith('chromium', 'pages across targets, with a certificate and a backup that are real', () => {
  const pages = signedInPages();
  let ward: Ward;
  let agent: ZoneAgent;
  let authority: CertificateAuthority;
  let served: TlsPage[] = [];

  beforeAll(async () => {
    ward = await startWard();
    authority = certificateAuthority();
    const certificate = authority.issue({ toDays: 20 });
    [agent, ...served] = await Promise.all([
      startZoneAgent(ward, ZONE, '', { interval: '500ms' }),
      startTlsPage(certificate),
      startTlsPage(certificate),
    ]);
    const desk = openDeviceDesk(ward);
    await Promise.all(
      ['portal', 'mirror'].map((name, at) =>
        desk.watch({
          ...{ name, address: '127.0.0.1', zone: ZONE, kind: 'page', probe: 'certificate' },
          ...{ credential: null, settings: { port: served[at]?.port, ca: authority.ca }, everyMs: 1_000 },
        }),
      ),
    );
  });

  afterAll(async () => {
    await agent?.stop();
    await ward?.stop();
    for (const page of served) page.close();
    authority?.remove();
  });

  test('a certificate on two targets is one row with both places, and is marked 30 days before its end', async () => {
    const page = await pages.open(ward, 'zh-CN');
    await page.getByRole('link', { name: zhCN.shell.pages.web }).click();
    await page.getByRole('button', { name: zhCN.web.tabs.certificates }).click();

    const table = page.getByRole('table', { name: zhCN.web.certificates.label });
    await table.getByRole('link', { name: 'mirror' }).waitFor();
    await table.getByRole('link', { name: 'portal' }).waitFor();
    await table.getByText(certificateStates.ok['zh-CN'], { exact: true }).waitFor();
    expect(await table.getByRole('row').count()).toBe(2);
    await page.getByText(zhCN.web.certificates.within('1', '30')).waitFor();
    expect(await axeFindings(page)).toEqual([]);

    await page.getByRole('searchbox').fill('portal');
    await table.getByRole('link', { name: 'mirror' }).waitFor({ state: 'detached' });
    await table.getByRole('link', { name: 'portal' }).waitFor();
    await page.getByRole('link', { name: zhCN.shell.pages.databases }).click();
    await page.getByText(zhCN.databases.none).waitFor();
  });

  test('by keyboard: a backup runs on the line of its day, and its restore is recorded', async () => {
    const text = en.jobs;
    const { token } = await ward.call<{ token: string }>('POST', '/api/v1/jobs', {
      name: 'nightly dump',
      definition: BACKUP,
    });
    const page = await pages.open(ward, 'en');
    await page.getByRole('link', { name: en.shell.pages.jobs }).press('Enter');
    await page.getByRole('button', { name: text.day.views.day, exact: true }).press('Enter');
    const line = page.getByRole('link', { name: 'nightly dump' });
    await page.getByRole('link', { name: new RegExp(`${text.day.outcomes.open}`) }).waitFor();

    await beat(token, '/start?run=a');
    await beat(token, '/success?run=a&bytes=1048576');
    await page.getByRole('link', { name: new RegExp(`${text.day.outcomes.met}.*1\\.00 MiB`) }).waitFor();
    await line.focus();
    await page.keyboard.press('ArrowRight');
    await page.locator('.day-tip').getByText(text.runOutcomes.good).waitFor();
    expect(await axeFindings(page)).toEqual([]);

    await page.getByRole('button', { name: text.day.views.backups }).press('Enter');
    const row = page.getByRole('row').filter({ hasText: 'nightly dump' });
    await row.getByText(text.backups.neverRestored).waitFor();
    await page.getByText(text.backups.ownNone).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await row.getByRole('button', { name: text.backups.record }).press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(text.backups.what).fill('restored to the test machine, 12 tables compared');
    await page.keyboard.press('Enter');
    await row.getByText(text.backups.passed, { exact: true }).waitFor();
  });

  async function beat(token: string, path: string): Promise<void> {
    const signal = AbortSignal.timeout(30_000);
    const { ok } = await fetch(`${ward.url}/api/v1/beats/${token}${path}`, { method: 'POST', signal });
    expect(ok).toBe(true);
  }
});
