import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { RulesBody } from '#collector/journal/control-bodies.ts';
import { temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { JournalScript } from '#collector/rules/journal-script.ts';
import { openStreamJudge, type StreamJudge } from '#collector/rules/stream-judge.ts';
import { openSchemaBook } from '#collector/series/open-schema-book.ts';
import { type Condition, Rule } from '#protocol/rule.ts';
import type { Schema } from '#protocol/schema.ts';
import type { Threshold } from '#protocol/threshold.ts';
import { type Benchmark, median, type Row } from './row.ts';
import { SlowGauges } from './slow-gauges.ts';

const TARGETS = 1_000;
const COLUMNS = 100;
/** Targets that one rule of a bounded reach names: with all their columns, 1,000 series. */
const TARGETS_OF_RULE = 10;
const RULES_OF_SERIES = 3;
const ROUNDS = 11;
const START_MS = 1_700_000_000_000;
const STEP_MS = 10_000;
const METRIC = 'bench.value';

/**
 * Judging alone: no journal, no store, no network; a frame of every target a round. Each series has three rules: one for
 * all series with a graver tier, one for all series that judges growth, and one that names ten targets.
 */
export const rulesBenchmark: Benchmark = {
  about:
    'three rules for each series, judged as frames come: CPU, memory, checkpoint, rule and threshold changes',
  async run({ scale, say }) {
    const targets = Math.max(
      TARGETS_OF_RULE,
      Math.round((TARGETS * scale) / TARGETS_OF_RULE) * TARGETS_OF_RULE,
    );
    const schemas = makeSchemas(targets);
    const ledger = await temporaryLedger();
    try {
      const book = openSchemaBook();
      const script = new JournalScript(book);
      const options = { sql: ledger.sql, book, organisationOf: () => 'default' };
      const judge = await openStreamJudge(options);
      say(`${targets * COLUMNS} series, ${RULES_OF_SERIES} rules each`);
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
    return cpuOf(judge, script);
  };
  const rules = makeRules(schemas.length);
  let revision = 0;
  const revisions = rules.map(() => 1);
  /** Puts these rules in force, the one with that index changed; returns the CPU time in ms. */
  const change = (index: number | undefined, beside: Pick<RulesBody, 'thresholds'> = {}) => {
    revision++;
    if (index !== undefined) revisions[index] = revision;
    script.rules(revision, rules, nowMs, revisions, beside);
    return cpuOf(judge, script);
  };

  // What schemas and frames take without any rule is no cost of rules.
  playRound();
  const before = memoryBytes();
  const loadMs = change(undefined);
  const bytes = memoryBytes() - before;
  const rounds = Array.from({ length: ROUNDS }, playRound);

  script.tick(nowMs).tick(nowMs + 61_000);
  judge.take(script.batch());
  const checkpointMs = await timed(() => judge.commit());
  const reopenMs = await timed(reopen);
  const edits = {
    nothing: middle(() => change(undefined)),
    bounded: middle(() => change(2)),
    all: middle(() => change(0)),
    oneTarget: middle(() =>
      change(undefined, { thresholds: [threshold('target', 'target-3', nextLimit())] }),
    ),
    organisation: middle(() =>
      change(undefined, { thresholds: [threshold('organisation', '', nextLimit())] }),
    ),
  };
  await judge.close();

  const sampleNs = (median(rounds) * 1e6) / series;
  return [
    { case: `judge a sample by ${RULES_OF_SERIES} rules`, figure: sampleNs, unit: 'ns CPU' },
    { case: 'judge a sample by one of them', figure: sampleNs / RULES_OF_SERIES, unit: 'ns CPU' },
    { case: 'memory of a rule on a series', figure: bytes / series / RULES_OF_SERIES, unit: 'bytes' },
    { case: `load ${rules.length} rules onto ${series} series`, figure: loadMs, unit: 'ms' },
    { case: `checkpoint of ${series * RULES_OF_SERIES} slots`, figure: checkpointMs, unit: 'ms' },
    { case: `start with ${series * RULES_OF_SERIES} slots`, figure: reopenMs, unit: 'ms' },
    { case: `read ${rules.length} rules that did not change`, figure: edits.nothing, unit: 'ms' },
    { case: `edit a rule of ${TARGETS_OF_RULE * COLUMNS} series`, figure: edits.bounded, unit: 'ms' },
    { case: 'edit a rule of all series', figure: edits.all, unit: 'ms' },
    { case: 'set a threshold for one target', figure: edits.oneTarget, unit: 'ms' },
    { case: 'set a threshold for an organisation', figure: edits.organisation, unit: 'ms' },
  ];
}

function makeSchemas(count: number): Schema[] {
  return Array.from({ length: count }, (_, number) => ({
    probe: 'bench',
    target: `target-${number}`,
    intervalMs: STEP_MS,
    columns: Array.from({ length: COLUMNS }, (_, column) => ({
      metric: METRIC,
      labels: { item: `${column}` },
      kind: 'gauge',
      unit: '%',
    })),
  }));
}

function makeRules(targets: number): Rule[] {
  const everywhere = [
    makeRule('all-high', { kind: 'above', threshold: 99.9 }, [], {
      tiers: [{ severity: 'critical', threshold: 99.95 }],
      holdMs: 3_600_000,
    }),
    makeRule('all-growth', { kind: 'rate', above: 1_000 }, []),
  ];
  const bounded = Array.from({ length: targets / TARGETS_OF_RULE }, (_, number) => {
    const named = Array.from(
      { length: TARGETS_OF_RULE },
      (_, index) => `target-${number * TARGETS_OF_RULE + index}`,
    );
    return makeRule(`some-${number}`, { kind: 'below', threshold: -1 }, named);
  });
  return [...everywhere, ...bounded];
}

function makeRule(id: string, condition: Condition, targets: string[], more: object = {}): Rule {
  return Rule.parse({
    id,
    name: { 'zh-CN': '基准', en: 'benchmark' },
    reason: { 'zh-CN': '', en: '' },
    watch: { metric: METRIC, targets },
    condition,
    severity: 'warning',
    ...more,
  });
}

let limit = 99;
function nextLimit(): number {
  limit += 0.001;
  return limit;
}

function threshold(level: 'target' | 'organisation', subject: string, value: number): Threshold {
  const place = { rule: 'all-high', level, organisation: 'default', subject, labels: {}, reason: '' };
  return { ...place, values: { threshold: value } };
}

/** The middle of five, in ms. */
function middle(work: () => number): number {
  return median(Array.from({ length: 5 }, work));
}

/** CPU time of judging what was scripted, in ms. */
function cpuOf(judge: StreamJudge, script: JournalScript): number {
  const batch = script.batch();
  const before = process.cpuUsage();
  judge.take(batch);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
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
