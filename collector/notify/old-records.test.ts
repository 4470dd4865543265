import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeEvent } from '#collector/alerts/episode.ts';
import { migrate } from '#collector/ledger/migrate.ts';
import { MIGRATIONS } from '#collector/ledger/migrations/index.ts';
import { openSqlite } from '#collector/ledger/sqlite.ts';
import { callLedger } from './call-ledger.ts';
import { tellingLedger } from './telling-ledger.ts';
import { tellingRecord } from './telling-record.ts';
import { firing } from './test-telling-world.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ward-old-records-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('what was recorded before recipients and codes is kept, and what waited is told', async () => {
  const file = join(directory, 'ledger.sqlite');
  await migrate(
    file,
    1,
    MIGRATIONS.filter(({ number }) => number < 28),
  );
  const old = openSqlite(file);
  const alert = { ...firing('web1'), severity: 'critical' as const };
  const fired = makeEvent(alert, 1, 1);
  await old.run(
    `INSERT INTO alerts (id, rule, rule_revision, organisation, target, metric, labels, severity, state, began_at_ms)
     VALUES (?, 'space', 1, 'main', 'web1', 'disk', '{}', 'critical', 'firing', 1)`,
    alert.id,
  );
  await old.run(
    `INSERT INTO alert_events (number, id, alert, kind, at_ms, position, late, snapshot)
     VALUES (1, ?, ?, 'fired', 1, 1, 0, ?)`,
    fired.id,
    alert.id,
    JSON.stringify(alert),
  );
  const telling = (
    number: number,
    event: string,
    channel: string,
    state: string,
    reason: string,
    call: string | null,
  ) =>
    old.run(
      'INSERT INTO tellings VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      number,
      event,
      channel,
      'main',
      state,
      reason,
      5,
      call,
    );
  await telling(1, fired.id, 'ops', 'delivered', '200 thanks', 'c1');
  await telling(2, fired.id, 'night', 'waiting', '', null);
  await telling(3, 'e2', '', 'late', 'judged afterwards', null);
  await telling(4, 'e3', '', 'not_told', 'for information only, and its rule names no channel', null);
  await telling(5, 'e4', 'gone', 'failed', 'the channel is gone or disabled', null);
  await telling(6, 'e5', '', 'not_told', 'acknowledgement', null);
  await old.run("INSERT INTO calls VALUES ('c1', 'ops', 'main', 'delivered', 1, 0, 6, 6, 7, '200 thanks')");
  await old.close();

  await migrate(file, 2);

  const sql = openSqlite(file);
  const record = tellingRecord(sql);
  expect(await record.tellingsOfAlert(alert.id)).toMatchObject([
    {
      kind: 'fired',
      channel: 'ops',
      recipient: '',
      state: 'delivered',
      receipt: { events: 1, attempts: 1, madeAtMs: 6, endedAtMs: 7, answer: '200 thanks' },
    },
    { kind: 'fired', channel: 'night', state: 'waiting', code: '' },
  ]);
  const codes = [];
  for (const event of ['e2', 'e3', 'e4', 'e5']) {
    const [{ state, code }] = await record.tellingsOf(event);
    codes.push(`${state} ${code}`);
  }
  expect(codes).toEqual([
    'not_told late',
    'not_told info_unnamed',
    'failed channel_gone',
    'not_told not_a_call',
  ]);
  const [waiting] = await tellingLedger(sql).waiting('night');
  const call = await callLedger(sql).gather(waiting, { most: 500, listed: 50 }, 10);
  expect(await callLedger(sql).content(call?.id ?? '')).toEqual({
    events: [{ event: fired.id, severity: 2 }],
    more: null,
  });
  await sql.close();
});
