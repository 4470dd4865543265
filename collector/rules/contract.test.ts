import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JournalBatch } from '#collector/journal/journal.ts';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { openSchemaBook } from '#collector/series/open-schema-book.ts';
import type { SchemaBook } from '#collector/series/schema-book.ts';
import type { Condition } from '#protocol/rule.ts';
import { Rule } from '#protocol/rule.ts';
import type { Schema } from '#protocol/schema.ts';
import { JournalScript } from './journal-script.ts';
import { openStreamJudge, type StreamJudge } from './stream-judge.ts';

/*
 * Promises of docs/alerts.md that are about the whole judge, and troubles that people of other monitors reported,
 * re-enacted in terms of this one. Random histories check the same promises in e2e/prove/alerts.
 */

const T0 = 1_700_000_000_000;
const MINUTE_MS = 60_000;
const above80: Condition = { kind: 'above', threshold: 80 };

let ledger: TemporaryLedger;
let book: SchemaBook;
let script: JournalScript;
let judge: StreamJudge;
/** Everything that stands in the journal. */
let journal: JournalBatch[];
beforeEach(async () => {
  ledger = await temporaryLedger();
  book = openSchemaBook();
  script = new JournalScript(book);
  journal = [];
  judge = await open();
});
afterEach(() => ledger.remove());

function open(): Promise<StreamJudge> {
  return openStreamJudge({ sql: ledger.sql, book, organisationOf: () => 'main' });
}

function rule(id: string, condition: Condition, more: object = {}): Rule {
  return Rule.parse({
    id,
    name: { 'zh-CN': id, en: id },
    reason: { 'zh-CN': '', en: '' },
    watch: { metric: 'mem.used_percent' },
    severity: 'warning',
    condition,
    ...more,
  });
}

function series(metric = 'mem.used_percent', target = 'web1', labels: Record<string, string> = {}): Schema {
  const column = { metric, labels, kind: 'gauge' as const, unit: '%' };
  return { probe: metric, target, intervalMs: 10_000, columns: [column] };
}

/** A value each ten seconds from there on. */
function values(schema: Schema, fromSecond: number, ...read: number[]): void {
  read.forEach((value, index) => {
    script.frame(schema, T0 + (fromSecond + index * 10) * 1_000, [value]);
  });
}

function ticks(fromSecond: number, toSecond: number): void {
  for (let second = fromSecond; second <= toSecond; second++) script.tick(T0 + second * 1_000);
}

/** What was scripted, judged and committed: `rule kind @second`. */
async function happened(): Promise<string[]> {
  const batch = script.batch();
  journal.push(batch);
  judge.take(batch);
  const events = await judge.commit();
  return events.map(({ kind, atMs, alert }) => `${alert.rule} ${kind} @${(atMs - T0) / 1_000}`);
}

/** The process ends without a word, and the next one reads the journal again from where the ledger left it. */
async function crash(): Promise<void> {
  judge = await open();
  for (const batch of journal) judge.take(batch);
}

async function restart(): Promise<void> {
  await judge.close();
  judge = await open();
}

async function firing(): Promise<number> {
  return (await ledger.sql.all("SELECT id FROM alerts WHERE state = 'firing'")).length;
}

describe('S17: after a restart', () => {
  test('what fires goes on firing, whatever its hold (prometheus#15175)', async () => {
    script.rules(1, [rule('memory', above80, { holdMs: 300_000 })], T0);
    values(series(), 0, ...Array<number>(31).fill(90));
    expect(await happened()).toEqual(['memory fired @300']);

    for (let again = 1; again <= 3; again++) {
      await restart();
      values(series(), 300 + again * 10, 90);
      expect(await happened()).toEqual([]);
      expect(await firing()).toBe(1);
    }
  });

  test('what is kept firing by its recovery delay is kept as long as before (prometheus#13957)', async () => {
    script.rules(1, [rule('memory', above80, { recoveryDelayMs: 60_000 })], T0);
    values(series(), 0, 90, 10, 10, 10);
    expect(await happened()).toEqual(['memory fired @0']);

    await restart();
    values(series(), 40, 10, 10);
    expect(await happened()).toEqual([]);
    values(series(), 60, 10, 10);

    expect(await happened()).toEqual(['memory resolved @70']);
  });

  test('a recovery during it is not lost (icinga2#7086)', async () => {
    script.rules(1, [rule('memory', above80)], T0);
    values(series(), 0, 90);
    expect(await happened()).toEqual(['memory fired @0']);

    // The journal takes the value while nobody judges; the judge that comes after reads it.
    values(series(), 10, 10);
    journal.push(script.batch());
    await crash();

    expect((await judge.commit()).map(({ kind, alert }) => `${alert.rule} ${kind}`)).toEqual([
      'memory resolved',
    ]);
    expect(await firing()).toBe(0);
  });

  test('silence that had ended a recovery is remembered', async () => {
    script.rules(1, [rule('silent', { kind: 'absent', afterMs: 30_000 }, { recoveryDelayMs: 20_000 })], T0);
    values(series(), 0, 1);
    ticks(1, 49);
    values(series(), 50, 1);
    ticks(51, 65);
    expect(await happened()).toEqual(['silent fired @31']);
    // Nothing but ticks until the next checkpoint, from which on nothing before it is judged again.
    ticks(66, 130);
    await happened();
    expect(judge.durable).toBe(judge.position);

    await crash();
    values(series(), 131, 1);

    expect(await happened()).toEqual([]);
    expect(await firing()).toBe(1);
  });
});

describe('S8: missing data', () => {
  test('are no recovery, and the alert stands without being told anew (prometheus#14085)', async () => {
    const memory = rule('memory', above80);
    const silent = rule('silent', { kind: 'absent', afterMs: 30_000 });
    script.rules(1, [memory, silent], T0);
    values(series(), 0, 90);
    ticks(1, 120);
    values(series(), 120, 91, Number.NaN, 92);

    expect(await happened()).toEqual(['memory fired @0', 'silent fired @31', 'silent resolved @120']);
  });
});

describe('S1: each alert has a resolution of its own', () => {
  const cpu = series('cpu.usage_active');
  const watching = (metric: string) => ({ watch: { metric } });

  test('also where two of one target recover one after the other (hertzbeat#4160)', async () => {
    script.rules(1, [rule('memory', above80), rule('cpu', above80, watching('cpu.usage_active'))], T0);
    values(series(), 0, 90);
    values(cpu, 1, 95);
    values(cpu, 11, 10);
    expect(await happened()).toEqual(['memory fired @0', 'cpu fired @1', 'cpu resolved @11']);
    expect(await firing()).toBe(1);

    values(cpu, 21, 95);
    values(series(), 30, 10);
    expect(await happened()).toEqual(['cpu fired @21', 'memory resolved @30']);
    expect(await firing()).toBe(1);

    values(cpu, 31, 10);
    expect(await happened()).toEqual(['cpu resolved @31']);
  });

  test('what a page said meanwhile does not part a recovery from its firing (hertzbeat#4126)', async () => {
    const page = series('http_response.status_code', 'shop', { url: 'https://shop.example/user' });
    const wrong = rule('page', { kind: 'above', threshold: 399 }, watching('http_response.status_code'));
    script.rules(1, [wrong], T0);
    values(page, 0, 200, 500, 502, 200);

    expect(await happened()).toEqual(['page fired @10', 'page resolved @30']);
    expect(await firing()).toBe(0);
  });

  test('a port that goes down again within seconds fires again (hertzbeat#1277)', async () => {
    const port = series('net_response.result', 'web1', { port: '8080' });
    script.rules(1, [rule('port', { kind: 'equal', value: 1 }, watching('net_response.result'))], T0);
    values(port, 0, 1, 0, 1, 0);

    expect(await happened()).toEqual([
      'port fired @0',
      'port resolved @10',
      'port fired @20',
      'port resolved @30',
    ]);
    expect(await ledger.sql.all('SELECT id FROM alerts')).toHaveLength(2);
  });
});

describe('S7: what flaps', () => {
  const flapping = { firings: 2, withinMs: 10 * MINUTE_MS, calmMs: MINUTE_MS };

  test('is resolved when it ends well (icinga2#9449)', async () => {
    script.rules(1, [rule('memory', above80, { flapping })], T0);
    values(series(), 0, 90, 10, 90, 10, 90, 10);
    values(series(), 60, ...Array<number>(6).fill(10));

    expect(await happened()).toEqual([
      'memory fired @0',
      'memory resolved @10',
      'memory fired @20',
      'memory flapping @20',
      'memory resolved @110',
    ]);
  });

  test('and ends badly is still firing, and resolved when it recovers later (icinga2#5713)', async () => {
    script.rules(1, [rule('memory', above80, { flapping })], T0);
    values(series(), 0, 90, 10, ...Array<number>(30).fill(90));
    await happened();
    expect(await firing()).toBe(1);

    await restart();
    values(series(), 320, ...Array<number>(7).fill(10));

    expect(await happened()).toEqual(['memory resolved @380']);
  });
});

describe('S14: a clock of the collector that is set back', () => {
  test('hides no silence, and state is saved as before', async () => {
    const BACK_S = 3_600;
    script.rules(1, [rule('silent', { kind: 'absent', afterMs: 30_000 })], T0);
    ticks(0, 5);
    values(series(), 5, 1);
    ticks(6 - BACK_S, 40 - BACK_S);

    expect(await happened()).toEqual([`silent fired @${36 - BACK_S}`]);

    const before = judge.durable;
    ticks(41 - BACK_S, 120 - BACK_S);
    await happened();
    expect(judge.durable).toBeGreaterThan(before);
  });
});

describe('S15 and S16: edits', () => {
  const graver = { tiers: [{ severity: 'critical', threshold: 95 }] };

  test('a silence that is watched from an edit on is no episode that the edit ended, whatever clocks say', async () => {
    script.rules(1, [rule('memory', above80)], T0);
    ticks(0, 10);
    values(series(), 10, 97);
    script.rules(2, [rule('memory', { kind: 'absent', afterMs: 30_000 })], T0 + 10_000);
    ticks(11, 60);

    expect(await happened()).toEqual(['memory fired @10', 'memory resolved @10', 'memory fired @41']);
  });

  test('a severity that is another one by an edit is told with the next value', async () => {
    script.rules(1, [rule('memory', above80)], T0);
    values(series(), 0, 96);
    script.rules(2, [rule('memory', above80, graver)], T0 + 5_000);
    values(series(), 10, 97);
    script.rules(3, [rule('memory', above80)], T0 + 15_000);
    values(series(), 20, 97);

    expect(await happened()).toEqual([
      'memory fired @0',
      'memory severity_changed @10',
      'memory severity_changed @20',
    ]);
  });

  test('whatever ends an alert ends it once', async () => {
    script.rules(1, [rule('memory', above80, graver)], T0);
    values(series(), 0, 96);
    script.targetDeleted('web1', T0 + 5_000).rules(2, [], T0 + 6_000);

    expect(await happened()).toEqual(['memory fired @0', 'memory resolved @5']);
    expect(await firing()).toBe(0);
  });
});
