import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { JournalScript } from '#collector/rules/journal-script.ts';
import { openStreamJudge, type StreamJudge } from '#collector/rules/stream-judge.ts';
import { openSchemaBook } from '#collector/series/open-schema-book.ts';
import { Rule } from '#protocol/rule.ts';
import type { Schema } from '#protocol/schema.ts';
import { type Benchmark, median, type Row } from './row.ts';
import { SlowGauges } from './slow-gauges.ts';

const SCHEMAS = 1_000;
const COLUMNS = 200;
const ROUNDS = 11;
const START_MS = 1_700_000_000_000;
const STEP_MS = 10_000;

/** Judging alone: no journal, no store, no network; a frame of every schema a round. */
export const rulesBenchmark: Benchmark = {
  about: 'one rule for each series, judged as frames come: time a sample, memory, checkpoint, rule changes',
  async run({ scale, say }) {
    const schemas = makeSchemas(Math.max(10, Math.round(SCHEMAS * scale)));
    const ledger = await temporaryLedger();
    try {
      const book = openSchemaBook();
      const script = new JournalScript(book);
      const options = { sql: ledger.sql, book, organisationOf: () => 'default' };
      const judge = await openStreamJudge(options);
      say(`${schemas.length * COLUMNS} series, one rule each`);
      return await measure(judge, script, schemas, () => openStreamJudge(options));
    } finally {
      await ledger.remove();
    }
  },
};

async function measure(
  judge: StreamJudge,
  script: JournalScript,
  schemas: Schema[],
  reopen: () => Promise<StreamJudge>,
): Promise<Row[]> {
  const series = schemas.length * COLUMNS;
  const gauges = new SlowGauges(COLUMNS, 1);
  let nowMs = START_MS;
  const playRound = () => {
    nowMs += STEP_MS;
    for (const schema of schemas) script.frame(schema, nowMs, gauges.next());
    return timed(judge, script);
  };

  script.rules(1, makeRules(99.95), nowMs);
  const before = memoryBytes();
  const firstMs = playRound();
  const bytes = memoryBytes() - before;
  const rounds = Array.from({ length: ROUNDS }, playRound);

  script.tick(nowMs).tick(nowMs + 61_000);
  judge.take(script.batch());
  const checkpointMs = await timedAsync(() => judge.commit());
  const reopenMs = await timedAsync(reopen);
  script.rules(2, makeRules(99.9), nowMs);
  const changeMs = timed(judge, script);
  await judge.close();

  return [
    { case: 'judge a sample', figure: (median(rounds) * 1e6) / series, unit: 'ns' },
    { case: `judge a frame of ${COLUMNS}`, figure: (median(rounds) * 1e3) / schemas.length, unit: 'µs' },
    { case: 'memory for a series with its rule', figure: bytes / series, unit: 'bytes' },
    { case: 'first frames: find the slots of a series', figure: (firstMs * 1e3) / series, unit: 'µs' },
    { case: `checkpoint of ${series} series`, figure: checkpointMs, unit: 'ms' },
    { case: `start with ${series} series`, figure: reopenMs, unit: 'ms' },
    { case: `change of all ${COLUMNS} rules`, figure: changeMs, unit: 'ms' },
  ];
}

function makeSchemas(count: number): Schema[] {
  return Array.from({ length: count }, (_, number) => ({
    probe: 'bench',
    target: `target-${number}`,
    intervalMs: STEP_MS,
    columns: Array.from({ length: COLUMNS }, (_, column) => ({
      metric: `bench.m${column}`,
      labels: {},
      kind: 'gauge',
      unit: '%',
    })),
  }));
}

function makeRules(threshold: number): Rule[] {
  return Array.from({ length: COLUMNS }, (_, column) =>
    Rule.parse({
      id: `bench-${column}`,
      name: { 'zh-CN': '基准', en: 'benchmark' },
      reason: { 'zh-CN': '', en: '' },
      watch: { metric: `bench.m${column}` },
      condition: { kind: 'above', threshold },
      holdMs: 3_600_000,
      severity: 'warning',
    }),
  );
}

function timed(judge: StreamJudge, script: JournalScript): number {
  const batch = script.batch();
  const startedMs = performance.now();
  judge.take(batch);
  return performance.now() - startedMs;
}

async function timedAsync(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

function memoryBytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
