import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sealWith } from '#collector/people/seal.ts';
import { openRegistry } from '#collector/registry.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';
import type { Sql } from './sql.ts';
import { openSqlite } from './sqlite.ts';
import { BEFORE_DEVICES, OLD, WRITTEN } from './test-old-ledger.ts';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ward-upgrade-'));
  file = join(directory, 'ledger.sqlite');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function within<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> {
  const sql = openSqlite(file);
  try {
    return await work(sql);
  } finally {
    await sql.close();
  }
}

function tables(): Promise<unknown[]> {
  return within((sql) => sql.all('SELECT type, name, sql FROM sqlite_master ORDER BY type, name'));
}

test('a ledger from before devices were asked keeps everything, and its agents ask nothing they were not allowed', async () => {
  await migrate(file, 1, OLD);
  await within(async (sql) => {
    for (const statement of WRITTEN) await sql.run(statement);
  });

  const { applied, backup } = await migrate(file, 2);

  expect(applied).toEqual(
    MIGRATIONS.map(({ number }) => number).filter((one) => !BEFORE_DEVICES.includes(one)),
  );
  expect(backup).toMatch(/before-9-/);
  await within(async (sql) => {
    const seal = sealWith(Buffer.alloc(32));
    const registry = await openRegistry({ sql, seal, nowMs: () => 3, isConnected: () => false });
    const { targets, agents, assignments, records, polls } = registry;
    expect(targets.get('t1')).toMatchObject({ name: 'here', room: '3F', vendor: '', recognised: null });
    expect(targets.get('t2')?.parents.network).toEqual(['t1']);
    expect(await agents.get('a1')).toMatchObject({ zone: null, allowedZone: '*' });
    expect(await agents.get('a2')).toMatchObject({ zone: null, allowedZone: null });
    expect(await assignments.find('a2')).toEqual({ revision: 7, probes: { disk: false }, targetsDigest: '' });
    expect(await records.events('t2', undefined, 9)).toMatchObject([{ key: 'inventory_changed' }]);
    expect((await polls.inForce()).size).toBe(0);
    expect(await sql.all('SELECT resolution FROM alerts')).toEqual([{ resolution: 'superseded' }]);
    expect(await sql.all('SELECT snapshot FROM alert_events')).toEqual([
      { snapshot: '{"id":"w1","resolution":"superseded"}' },
    ]);
  });
});

test('an upgraded ledger has the tables of a new one', async () => {
  await migrate(file, 1, OLD);
  await migrate(file, 2);
  const upgraded = await tables();
  rmSync(file);

  await migrate(file, 3);

  expect(upgraded).toEqual(await tables());
});
