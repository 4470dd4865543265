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

/** Numbers of the format before devices were asked; those of a new format are applied below 10 as well. */
const BEFORE_DEVICES = [1, 2, 3, 4, 5, 6, 7, 8, 10, 20, 21, 22, 23];
const OLD = MIGRATIONS.filter(({ number }) => BEFORE_DEVICES.includes(number));

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ward-upgrade-'));
  file = join(directory, 'ledger.sqlite');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Two machines: the one beside the collector, and one that a person enrolled. */
const WRITTEN = [
  "INSERT INTO organisations VALUES ('default', 'Default', 'Asia/Shanghai', 'zh-CN', 1)",
  `INSERT INTO targets VALUES ('t1', 'default', 'server', 'here', 'here', '', '', '3F', '', '', '',
     '{"network":[],"power":[],"cooling":[]}', 1, NULL)`,
  `INSERT INTO targets VALUES ('t2', 'default', 'server', 'there', 'there', '10.1.0.2', '', '', '', '', '',
     '{"network":["t1"],"power":[],"cooling":[]}', 1, NULL)`,
  "INSERT INTO agents VALUES ('a1', 'default', 't1', 'here', 'm1', 'k1', 1, '', NULL)",
  "INSERT INTO agents VALUES ('a2', 'default', 't2', 'there', 'm2', 'k2', 1, '', NULL)",
  "INSERT INTO enrol_tokens VALUES ('e1', 'default', 'h1', '', 'collector', 1, 2, 1, 'a1')",
  "INSERT INTO enrol_tokens VALUES ('e2', 'default', 'h2', '', 'admin', 1, 2, 1, 'a2')",
  `INSERT INTO assignments VALUES ('a2', 7, '{"disk":false}', 'admin', 1)`,
  "INSERT INTO records VALUES ('t2', 'inventory', '', 5, 1, '{}')",
  // An alert that a graver rule once took over.
  `INSERT INTO alerts (id, rule, rule_revision, organisation, target, metric, labels, severity, state, began_at_ms, resolution)
     VALUES ('w1', 'space', 1, 'default', 't2', 'disk.used_percent', '{}', 'warning', 'resolved', 5, 'worse')`,
  `INSERT INTO alert_events (number, id, alert, kind, at_ms, position, late, snapshot)
     VALUES (1, 'w2', 'w1', 'resolved', 6, 1, 0, '{"id":"w1","resolution":"worse"}')`,
  "INSERT INTO record_events VALUES (2, 0, 't2', 'inventory_changed', 6, '{\"total\":1}')",
];

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
