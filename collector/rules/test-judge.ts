import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { openSchemaBook } from '#collector/series/open-schema-book.ts';
import type { AlertEvent } from '#protocol/alert.ts';
import type { GroupMembers } from '#protocol/group.ts';
import { type Condition, Rule } from '#protocol/rule.ts';
import type { Labels } from '#protocol/sample.ts';
import type { Schema } from '#protocol/schema.ts';
import { Threshold } from '#protocol/threshold.ts';
import { JournalScript } from './journal-script.ts';
import { openStreamJudge, type StreamJudge } from './stream-judge.ts';

/** Time at which the stories of tests begin. */
export const T0 = 1_700_000_000_000;
/** How often their series come. */
export const STEP_MS = 10_000;

/** A judge over a journal that is written by hand. For tests. */
export interface TestJudge {
  ledger: TemporaryLedger;
  script: JournalScript;
  /** Judges what was scripted since the last call, and commits. */
  judge(): Promise<AlertEvent[]>;
  /** The same as `kind target rule @seconds`. */
  told(): Promise<string[]>;
  /** Makes everything durable, and opens the judge anew from that. */
  restart(): Promise<void>;
  stream(): StreamJudge;
}

export async function testJudge(): Promise<TestJudge> {
  const ledger = await temporaryLedger();
  const book = openSchemaBook();
  const script = new JournalScript(book);
  const organisationOf = (target: string) => (target.startsWith('other') ? 'other' : 'main');
  const open = () => openStreamJudge({ sql: ledger.sql, book, organisationOf });
  let stream = await open();
  const judge = () => {
    stream.take(script.batch());
    return stream.commit();
  };
  return {
    ledger,
    script,
    judge,
    async told() {
      return (await judge()).map(
        ({ kind, atMs, alert }) => `${kind} ${alert.target} ${alert.rule} @${(atMs - T0) / 1000}`,
      );
    },
    async restart() {
      stream.take(script.batch());
      await stream.close();
      stream = await open();
    },
    stream: () => stream,
  };
}

/** A rule that watches a metric everywhere; `more` says what else. */
export function testRule(id: string, metric: string, condition: Condition, more: object = {}): Rule {
  return Rule.parse({
    id,
    name: { 'zh-CN': id, en: id },
    reason: { 'zh-CN': '', en: '' },
    watch: { metric },
    severity: 'warning',
    condition,
    ...more,
  });
}

/** A schema of one probe: a column for each metric, or metric and labels. */
export function testSchema(
  target: string,
  columns: readonly (string | [metric: string, labels: Labels])[],
  probe = 'test',
): Schema {
  return {
    probe,
    target,
    intervalMs: STEP_MS,
    columns: columns.map((column) => {
      const [metric, labels] = typeof column === 'string' ? [column, {}] : column;
      return { metric, labels, kind: 'gauge', unit: '%' };
    }),
  };
}

/** A threshold of a rule in the organisation of the tests. */
export function testThreshold(
  rule: string,
  level: Threshold['level'],
  subject: string,
  values: Threshold['values'],
  labels: Labels = {},
): Threshold {
  return Threshold.parse({ rule, level, organisation: 'main', subject, values, labels });
}

/** A group of the organisation of the tests. */
export function testGroup(id: string, targets: string[]): GroupMembers {
  return { id, organisation: 'main', name: id, targets };
}
