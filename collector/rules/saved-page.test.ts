import { afterEach, beforeEach, expect, test } from 'vitest';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { openSchemaBook } from '#collector/series/open-schema-book.ts';
import type { SchemaBook } from '#collector/series/schema-book.ts';
import { type CompiledRule, compileRule } from '#judging/compile-rule.ts';
import { oldStateLength } from '#judging/old-state.ts';
import { Rule } from '#protocol/rule.ts';
import type { Schema } from '#protocol/schema.ts';
import { JournalScript } from './journal-script.ts';
import { openStreamJudge, type StreamJudge } from './stream-judge.ts';

const T0 = 1_700_000_000_000;
const schema: Schema = {
  probe: 'disk',
  target: 'web1',
  intervalMs: 10_000,
  columns: [{ metric: 'disk.used_percent', labels: { path: '/' }, kind: 'gauge', unit: '%' }],
};

let ledger: TemporaryLedger;
let book: SchemaBook;
let script: JournalScript;
beforeEach(async () => {
  ledger = await temporaryLedger();
  book = openSchemaBook();
  script = new JournalScript(book);
});
afterEach(() => ledger.remove());

const open = () => openStreamJudge({ sql: ledger.sql, book, organisationOf: () => 'main' });

function rule(id: string, condition: object, more: object = {}): Rule {
  const name = { 'zh-CN': id, en: id };
  const watch = { metric: 'disk.used_percent' };
  return Rule.parse({ id, name, reason: name, watch, severity: 'warning', condition, ...more });
}

async function happened(judge: StreamJudge): Promise<string[]> {
  judge.take(script.batch());
  return (await judge.commit()).map(({ kind, alert, from }) => `${alert.rule} ${kind} ${from ?? ''}`.trim());
}

/** Writes the checkpoint as the version before tiers and flapping would have written it. */
async function makeOld(compiled: readonly CompiledRule[]): Promise<void> {
  const [page] = await ledger.sql.all<{ layout: string; state: Uint8Array }>('SELECT * FROM judging_pages');
  const { format: _format, ...layout } = JSON.parse(page.layout);
  const state = new Float64Array(page.state.slice().buffer);
  const old = [...state.subarray(0, layout.bindings.length)];
  let at = layout.bindings.length;
  for (const rule of compiled) {
    const buckets = rule.bucketsAt > 0 ? [...state.subarray(at + rule.bucketsAt, at + rule.stateLength)] : [];
    old.push(...state.subarray(at, at + 7), 0, ...buckets);
    expect(8 + buckets.length).toBe(oldStateLength(rule));
    at += rule.stateLength;
  }
  const bytes = new Uint8Array(Float64Array.from(old).buffer);
  await ledger.sql.run('UPDATE judging_pages SET layout = ?, state = ?', JSON.stringify(layout), bytes);
  const [progress] = await ledger.sql.all<{ context: string }>('SELECT context FROM judging_progress');
  const context = JSON.parse(progress.context);
  for (const { rule } of context.rules) {
    for (const field of ['tiers', 'samples', 'flapping']) delete rule[field];
    if (rule.condition.kind === 'above') rule.condition.until = 95;
  }
  await ledger.sql.run('UPDATE judging_progress SET context = ?', JSON.stringify(context));
}

test('a checkpoint from before tiers and flapping is read, and judging goes on where it was', async () => {
  const space = rule('space', { kind: 'above', threshold: 80 }, { recoveryDelayMs: 20_000 });
  const line = { kind: 'forecast', reaches: 100, withinMs: 60_000, windowMs: 60_000 };
  const soon = rule('soon', line);
  let judge = await open();
  script.rules(1, [space, soon], T0);
  for (let second = 0; second <= 40; second += 10)
    script.frame(schema, T0 + second * 1_000, [78 + second / 10]);
  expect(await happened(judge)).toEqual(['space fired']);
  await judge.close();
  await makeOld([space, soon].map((each) => compileRule(each, 10_000)));

  judge = await open();
  // The line through what was there before goes on, and so does the episode.
  script.frame(schema, T0 + 50_000, [95]).frame(schema, T0 + 60_000, [70]);
  script.frame(schema, T0 + 70_000, [70]).frame(schema, T0 + 80_000, [70]);

  expect(await happened(judge)).toEqual(['soon fired', 'soon resolved', 'space resolved']);
});

test('rules in a journal of that version are judged by what is left of them', async () => {
  const written = rule('space', { kind: 'above', threshold: 80 });
  const old = {
    ...written,
    condition: { ...written.condition, until: 95 },
    tiers: undefined,
    flapping: undefined,
  };
  const judge = await open();
  script.rules(1, [old as unknown as Rule], T0).frame(schema, T0, [97]);

  expect(await happened(judge)).toEqual(['space fired']);
});
