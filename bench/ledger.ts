import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeAlert, makeEvent } from '#collector/alerts/episode.ts';
import { Audit } from '#collector/audit/audit.ts';
import type { LedgerAddress } from '#collector/config/ledger-address.ts';
import { copyLedger } from '#collector/ledger/copy-ledger.ts';
import { openLedger, prepareLedger } from '#collector/ledger/open-ledger.ts';
import { startLedgerServer } from '#collector/ledger/postgres/test-postgres.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { defaultRules } from '#collector/rules/default-rules.ts';
import { saveJudging } from '#collector/rules/judging-ledger.ts';
import { whyNoPostgres } from '#scripts/servers/postgres.ts';
import { type Benchmark, median, type Row } from './row.ts';

const ROUNDS = 40;
const STORM = 100;
const RECORDS = 100;
const START_MS = 1_700_000_000_000;
/** Those of a server that keeps what it acknowledged. */
const DURABLE = ['fsync = on', 'synchronous_commit = on', 'full_page_writes = on', 'shared_buffers = 128MB'];

/** What a collector asks of its ledger, on SQLite and on a PostgreSQL of the same machine, both fully synced. */
export const ledgerBenchmark: Benchmark = {
  about:
    'typical work of a ledger on SQLite and on PostgreSQL: a look, a deed, alert events, records, a copy',
  async run({ scale, say }) {
    const rounds = Math.max(3, Math.round(ROUNDS * scale));
    const folder = mkdtempSync(join(tmpdir(), 'ward-bench-ledger-'));
    const missing = whyNoPostgres();
    if (missing) say(`without PostgreSQL: ${missing}`);
    const ledgers = missing ? undefined : await startLedgerServer({ lines: DURABLE });
    try {
      const rows = await measure({ kind: 'sqlite' }, 'SQLite', folder, rounds);
      if (ledgers) rows.push(...(await measure(ledgers.address('bench'), 'PostgreSQL', folder, rounds)));
      return rows;
    } finally {
      await ledgers?.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function measure(address: LedgerAddress, name: string, folder: string, rounds: number): Promise<Row[]> {
  await prepareLedger(address, folder, START_MS);
  const sql = openLedger(address, folder);
  const audit = new Audit(sql, Buffer.alloc(32), () => START_MS);
  const deed = {
    action: 'target.change',
    object: 'target:a',
    organisation: 'default',
    after: { name: 'web-1' },
  };
  let position = 1;
  const cases: [string, (round: number) => Promise<unknown>][] = [
    ['a look by a key', () => sql.get('SELECT * FROM sessions WHERE token_hash = ?', 'none')],
    ['a deed with its entry in the audit', () => audit.write({ who: 'admin', address: '10.0.0.1' }, deed)],
    ['an alert event, as judging commits it', (round) => fire(sql, `one-${round}`, 1, position++)],
    [`${STORM} alert events in one commit`, (round) => fire(sql, `storm-${round}`, STORM, position++)],
    [`${RECORDS} records in one commit`, () => keep(sql, position++)],
  ];
  const rows: Row[] = [];
  for (const [what, work] of cases) {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) times.push(await timed(() => work(round)));
    rows.push({ case: `${what}, ${name}`, figure: median(times), unit: 'ms' });
  }
  rows.push(await copyOf(sql, name, folder));
  await sql.close();
  return rows;
}

/** Into a SQLite file, as a backup of a ledger on PostgreSQL is made. */
async function copyOf(sql: Sql, name: string, folder: string): Promise<Row> {
  const elsewhere = join(folder, name);
  const address = { kind: 'sqlite' } as const;
  const to = await mkdirLedger(address, elsewhere);
  let rows = 0;
  const ms = await timed(async () => {
    rows = (await copyLedger(sql, to)).rows;
  });
  await to.close();
  return {
    case: `copying and comparing, from ${name} to SQLite`,
    figure: (rows / ms) * 1_000,
    unit: 'rows/s',
  };
}

async function mkdirLedger(address: LedgerAddress, folder: string): Promise<Sql> {
  rmSync(folder, { recursive: true, force: true });
  const made = mkdtempSync(`${folder}-`);
  await prepareLedger(address, made, START_MS);
  return openLedger(address, made);
}

async function fire(sql: Sql, name: string, count: number, position: number): Promise<void> {
  const [rule] = defaultRules;
  if (!rule) throw new Error('there are no rules');
  const events = Array.from({ length: count }, (_, number) => {
    const series = { metric: 'cpu.usage_active', labels: { cpu: `cpu${number}` }, unit: '%' };
    const subject = { rule, revision: 1, organisation: 'default', target: name, series };
    const alert = makeAlert(subject, START_MS, 99, 'warning');
    return makeEvent({ ...alert, state: 'firing', firedAtMs: START_MS }, START_MS, position);
  });
  await saveJudging(sql, { events, pending: new Map(), checkpoint: undefined });
}

/** As `inventory/records.ts` keeps each of them. */
function keep(sql: Sql, position: number): Promise<void> {
  return sql.transaction(async () => {
    for (let number = 0; number < RECORDS; number++) {
      const key = [`target-${number}`, 'inventory', ''] as const;
      await sql.get('SELECT position FROM records WHERE target = ? AND kind = ? AND record_key = ?', ...key);
      await sql.run(
        `INSERT INTO records (target, kind, record_key, at_ms, position, data) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (target, kind, record_key) DO UPDATE SET at_ms = excluded.at_ms, position = excluded.position,
           data = excluded.data`,
        ...key,
        START_MS,
        position,
        JSON.stringify({ name: 'web', text: 'x'.repeat(500) }),
      );
    }
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
