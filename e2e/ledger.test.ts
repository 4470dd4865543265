import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type LedgerServer, startLedgerServer } from '#collector/ledger/postgres/test-postgres.ts';
import { describeWithPostgres } from '#scripts/servers/postgres-tests.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { proveOutage } from './prove/ledger/outage.ts';

describeWithPostgres('a collector whose ledger is on PostgreSQL', () => {
  let ledgers: LedgerServer;
  let ward: Ward;
  beforeAll(async () => {
    ledgers = await startLedgerServer();
    ward = await startWard({ args: ['--ledger', ledgers.url('ward')] });
  });
  afterAll(async () => {
    await ward?.stop();
    await ledgers?.stop();
  });

  test('goes on when the server crashes, loses no event, and has everything after a restart', async () => {
    const { counts, violations } = await proveOutage(ward, ledgers.server, { how: 'crashed', downMs: 3_000 });
    expect(violations).toEqual([]);
    expect(counts.acknowledged).toBe(counts.frames);
    expect(counts.alerts).toBeGreaterThan(4);

    const alerts = () => ward.call<{ alerts: { id: string }[] }>('GET', '/api/v1/alerts?limit=1000');
    const before = (await alerts()).alerts.map(({ id }) => id);
    await ward.restart();

    expect((await alerts()).alerts.map(({ id }) => id)).toEqual(before);
    expect(await ward.call('GET', '/api/v1/audit/check')).toMatchObject({ intact: true });
    const tables = await ledgers.server.run('SELECT count(*) AS n FROM ward.alert_events', {
      database: 'ward',
    });
    expect(Number(tables[0]?.n)).toBeGreaterThanOrEqual(2 * before.length);
  });

  test('waits for a server that hangs for a moment', async () => {
    const { violations } = await proveOutage(ward, ledgers.server, { how: 'hung', downMs: 1_500 });

    expect(violations).toEqual([]);
  });

  test('keeps a second collector away in one sentence', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'ward-second-'));
    const words = await startWard({ dataDir, args: ['--ledger', ledgers.url('ward')] }).then(
      () => 'it started',
      (error: Error) => error.message,
    );
    rmSync(dataDir, { recursive: true, force: true });

    expect(words).toMatch(
      /Its last words:\nthe ledger postgres:\/\/ward@127\.0\.0\.1:\d+\/ward\?schema=ward is held by "ward \w+ collector \d+@.*: stop that one, or give this one another database or "schema"$/,
    );
  });

  test('ends when another has taken the ledger over, and comes back to what is there', async () => {
    const { pid } = ward;
    await ledgers.server.run('UPDATE ward.ledger_holder SET number = number + 1', { database: 'ward' });

    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(/ESRCH/), {
      timeout: 20_000,
      interval: 100,
    });
    await ward.restart();

    expect((await ward.call<{ alerts: unknown[] }>('GET', '/api/v1/alerts')).alerts.length).toBeGreaterThan(
      0,
    );
  });
});
