import { isDeepStrictEqual } from 'node:util';
import type { JournalBatch } from '#collector/journal/journal.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { openStreamJudge } from '#collector/rules/stream-judge.ts';
import { openSchemaBook } from '#collector/series/open-schema-book.ts';
import type { SchemaBook } from '#collector/series/schema-book.ts';
import type { AlertEvent } from '#protocol/alert.ts';
import { seededRandom } from '../random.ts';
import { eventFaults } from './event-faults.ts';
import { modelStream } from './model-stream.ts';
import { type JournalStep, randomJournal, writeJournal } from './random-journal.ts';
import { integer } from './random-rule.ts';

/** Two ledgers: one of a collector that runs through, one of a collector that crashes. `rough` may have a fault. */
export interface Ledgers {
  calm: Sql;
  rough: Sql;
}

/** What the histories were made of. */
export interface StreamCounted {
  events: number;
  crashes: number;
  compared: number;
}

/** Judges one random journal with crashes and without; a sentence where a promise is broken. */
export async function checkStream(
  seed: number,
  ledgers: Ledgers,
  counted: StreamCounted,
): Promise<string | undefined> {
  const random = seededRandom(seed);
  const { plain, steps } = randomJournal(random);
  const book = openSchemaBook();
  const batches = writeJournal(steps, book, integer(random, 1, 40));
  const crashes = new Set(
    Array.from({ length: integer(random, 0, 4) }, () => integer(random, 0, batches.length)),
  );
  await empty(ledgers.calm);
  await empty(ledgers.rough);
  const calm = await judgeAll(ledgers.calm, book, batches, new Set());
  const rough = await judgeAll(ledgers.rough, book, batches, crashes);
  counted.events += calm.events.length;
  counted.crashes += crashes.size;
  const faults = [
    ...(isDeepStrictEqual(byEntry(rough.events), byEntry(calm.events)) ? [] : ['other events after a crash']),
    ...(isDeepStrictEqual(rough.alerts, calm.alerts) ? [] : ['other alerts after a crash']),
    ...(isDeepStrictEqual(rough.pages, calm.pages) ? [] : ['another state after a crash']),
    ...(isDeepStrictEqual(
      rough.returned,
      rough.events.map(({ id }) => id),
    )
      ? []
      : ['told an event twice, or not']),
    ...eventFaults(calm.events, calm.alerts),
    ...(plain ? modelFaults(steps, calm.events) : []),
  ];
  if (plain) counted.compared++;
  return faults.length === 0 ? undefined : `journal of seed ${seed}: ${faults.slice(0, 3).join('; ')}`;
}

/** A row of `alerts`. */
export interface AlertRow {
  id: string;
  state: string;
  severity: string;
  flapping: number;
}

/**
 * Judges all batches. Behind every batch that `crashes` names the judge is dropped as it stands and opened anew, and
 * reads again from where it is durable.
 */
async function judgeAll(sql: Sql, book: SchemaBook, batches: readonly JournalBatch[], crashes: Set<number>) {
  const options = { sql, book, organisationOf: () => 'main' };
  const returned: string[] = [];
  const left = new Set(crashes);
  let judge = await openStreamJudge(options);
  const commit = async () => returned.push(...(await judge.commit()).map(({ id }) => id));
  for (let index = 0; index < batches.length; index++) {
    judge.take(batches[index]);
    if (index % 3 === 0) await commit();
    if (!left.delete(index)) continue;
    judge = await openStreamJudge(options);
    const next = batches.findIndex(({ position, entries }) => position + entries > judge.position);
    index = (next < 0 ? batches.length : next) - 1;
  }
  await commit();
  await judge.close();
  const rows = await sql.all<
    { snapshot: string; kind: AlertEvent['kind']; from_severity: AlertEvent['from'] } & Row
  >('SELECT * FROM alert_events ORDER BY number');
  return {
    returned,
    events: rows.map(({ snapshot, id, kind, at_ms, position, from_severity }) => {
      return {
        id,
        kind,
        atMs: at_ms,
        position,
        from: from_severity,
        alert: JSON.parse(snapshot) as AlertEvent['alert'],
      };
    }),
    alerts: await sql.all<AlertRow>('SELECT * FROM alerts ORDER BY id'),
    pages: await sql.all('SELECT * FROM judging_pages ORDER BY target'),
  };
}

interface Row {
  id: string;
  at_ms: number;
  position: number;
}

/** An event as it was recorded. */
export type Recorded = Awaited<ReturnType<typeof judgeAll>>['events'][number];

/** What one entry does to several targets has no order among them. */
function byEntry(events: readonly Recorded[]): Recorded[] {
  return events.toSorted(
    (one, two) => one.position - two.position || one.alert.target.localeCompare(two.alert.target),
  );
}

function modelFaults(steps: readonly JournalStep[], events: readonly Recorded[]): string[] {
  const expected = modelStream(steps);
  const said = new Map<string, string[]>();
  for (const { kind, from, alert } of events) {
    const key = `${alert.rule} ${alert.target} ${alert.labels.path}`;
    said.set(key, [...(said.get(key) ?? []), textOf(kind, from, alert.severity)]);
  }
  for (const key of new Set([...expected.keys(), ...said.keys()])) {
    if (isDeepStrictEqual(expected.get(key), said.get(key))) continue;
    return [`${key}: ${said.get(key)?.join(', ')}, and the model says ${expected.get(key)?.join(', ')}`];
  }
  return [];
}

function textOf(kind: string, from: string | null, severity: string): string {
  if (kind === 'severity_changed') return `severity ${from} ${severity}`;
  return kind === 'flapping' ? kind : `${kind} ${severity}`;
}

async function empty(sql: Sql): Promise<void> {
  await sql.transaction(async (sql) => {
    for (const table of ['alert_events', 'alerts', 'judging_pages', 'judging_progress']) {
      await sql.run(`DELETE FROM ${table}`);
    }
  });
}
