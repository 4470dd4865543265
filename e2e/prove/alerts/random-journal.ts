import type { JournalBatch } from '#collector/journal/journal.ts';
import { JournalScript } from '#collector/rules/journal-script.ts';
import type { SchemaBook } from '#collector/series/schema-book.ts';
import type { Condition, Rule } from '#protocol/rule.ts';
import type { Schema } from '#protocol/schema.ts';
import type { Random } from '../random.ts';
import { START_MS } from './random-history.ts';
import { integer, pick, randomRule } from './random-rule.ts';

/** Conditions that need nothing but the series itself. */
const KINDS: readonly Condition['kind'][] = [
  ...(['above', 'below', 'outside', 'equal', 'one_of'] as const),
  ...(['changed', 'rate', 'absent', 'forecast'] as const),
];
const PATHS = ['/', '/var', '/usb'];
const TARGETS = ['web1', 'web2'];
const HOUR_MS = 3_600_000;

/** What happens to a collector, step by step. */
export type JournalStep =
  | { what: 'tick'; nowMs: number }
  | {
      what: 'frame';
      target: string;
      values: Map<string, number>;
      timeMs: number;
      arrivalMs: number;
      late: boolean;
    }
  | { what: 'rules'; rules: Rule[]; arrivalMs: number }
  | { what: 'delete'; target: string; arrivalMs: number };

/** A life of a collector. `plain`: rules, targets and schemas stay as they are, so that a model of each series holds. */
export interface RandomJournal {
  plain: boolean;
  steps: JournalStep[];
}

/** Frames in time, late, twice and out of order; clocks that are set; rules, targets and schemas that change. */
export function randomJournal(random: Random): RandomJournal {
  const plain = random() < 0.4;
  const steps: JournalStep[] = [{ what: 'rules', rules: randomRules(random), arrivalMs: START_MS }];
  const length = integer(random, 5, 45);
  let nowMs = START_MS;
  /** What the collector's clock is off; samples bear the right time. */
  let offMs = 0;
  for (let index = 0; index < length; index++) {
    const stepMs = pick(random, [1_000, 5_000, 10_000, 10_000, 10_000, 30_000]);
    for (const untilMs = nowMs + stepMs; nowMs < untilMs; nowMs += 1_000) {
      steps.push({ what: 'tick', nowMs: nowMs + 1_000 + offMs });
    }
    if (random() < 0.03) offMs += pick(random, [HOUR_MS, -HOUR_MS, 5_000, -5_000]);
    if (random() < 0.03) nowMs += pick(random, [70_000, HOUR_MS]);
    const arrivalMs = nowMs + offMs;
    if (!plain && random() < 0.07) steps.push({ what: 'rules', rules: randomRules(random), arrivalMs });
    else if (!plain && random() < 0.05)
      steps.push({ what: 'delete', target: pick(random, TARGETS), arrivalMs });
    else steps.push(...frames(random, plain, nowMs, arrivalMs));
  }
  return { plain, steps };
}

function frames(random: Random, plain: boolean, nowMs: number, arrivalMs: number): JournalStep[] {
  const paths = plain ? PATHS : PATHS.filter((_, index) => index === 0 || random() < 0.8);
  const values = new Map(paths.map((path) => [path, random() < 0.05 ? Number.NaN : integer(random, 0, 11)]));
  const late = random() < 0.05;
  const timeMs = nowMs - (late || random() < 0.05 ? integer(random, 0, 40_000) : 0);
  const frame = { what: 'frame' as const, target: pick(random, TARGETS), values, timeMs, arrivalMs, late };
  return random() < 0.05 ? [frame, frame] : [frame];
}

function randomRules(random: Random): Rule[] {
  return Array.from({ length: integer(random, 1, 3) }, (_, index) =>
    randomRule(random, `rule-${index}`, KINDS),
  );
}

/** Writes the steps into a journal of batches of that many entries. */
export function writeJournal(
  steps: readonly JournalStep[],
  book: SchemaBook,
  batchSize: number,
): JournalBatch[] {
  const script = new JournalScript(book);
  let revision = 0;
  for (const step of steps) {
    if (step.what === 'tick') script.tick(step.nowMs);
    else if (step.what === 'delete') script.targetDeleted(step.target, step.arrivalMs);
    else if (step.what === 'rules') script.rules(++revision, step.rules, step.arrivalMs);
    else {
      const { target, values, timeMs, arrivalMs, late } = step;
      script.frame(disks(target, [...values.keys()]), timeMs, [...values.values()], {
        arrivalMs,
        isBacklog: late,
      });
    }
  }
  return script.batches(batchSize);
}

function disks(target: string, paths: string[]): Schema {
  const columns = paths.map((path) => ({
    metric: 'disk.used_percent',
    labels: { path },
    kind: 'gauge' as const,
    unit: '%',
  }));
  return { probe: 'disk', target, intervalMs: 10_000, columns };
}
