import type { CompiledRule } from './compile-rule.ts';
import { evaluate } from './evaluate.ts';
import { isFlapping } from './flapping.ts';
import { reachesAtMs } from './forecast.ts';
import type { MakeFeed, Samples } from './history.ts';
import { shownValue } from './shown.ts';
import { CHANGE, FIELD } from './state.ts';

/** Something that happened while an alert fired. */
export interface Turn {
  kind: 'severity_changed' | 'flapping';
  atMs: number;
  value: number | null;
  /** Now and before, as a slot holds them; of `flapping` both are the present one. */
  severity: number;
  from: number;
  flapping: boolean;
  /** Of a forecast. */
  reachesAtMs: number | null;
}

/** One firing that was found afterwards. */
export interface Episode {
  beganAtMs: number;
  firedAtMs: number;
  /** Null when it was still going on at the last sample. */
  resolvedAtMs: number | null;
  /** What was shown when it fired and when it resolved. */
  firedValue: number | null;
  resolvedValue: number | null;
  /** With which severity it fired. */
  severity: number;
  /** Of a forecast: when it looked as if the limit would be reached. */
  reachesAtMs: number | null;
  turns: Turn[];
}

/**
 * Judges the samples of a finished gap, oldest first, with the evaluator that judges the stream. `before` is the
 * state of the slot in front of the gap where it is known; it is not changed. An episode that had fired before the
 * gap belongs to the stream and is not repeated here. `absent` finds nothing: these samples are all there was. `makeFeed`
 * stands for what the stream would have been told from outside of the series.
 */
export function rejudge(
  rule: CompiledRule,
  samples: Samples,
  before?: Float64Array,
  makeFeed?: MakeFeed,
): Episode[] {
  const state = before ? before.slice(0, rule.stateLength) : new Float64Array(rule.stateLength);
  const feed = makeFeed?.(rule);
  const episodes: Episode[] = [];
  let current: Episode | undefined;
  for (let index = 0; index < samples.timesMs.length; index++) {
    const atMs = samples.timesMs[index];
    feed?.(state, index);
    const change = evaluate(rule, state, 0, atMs, samples.values[index]);
    if (change === CHANGE.none) continue;
    const kind = change & ~CHANGE.flapping;
    if (kind === CHANGE.fired) {
      current = beginning(rule, state);
      episodes.push(current);
    }
    if (!current) continue;
    if (kind === CHANGE.severity) current.turns.push(turn('severity_changed', rule, state, atMs));
    if (change !== kind) current.turns.push(turn('flapping', rule, state, atMs));
    if (kind === CHANGE.resolved) {
      current.resolvedAtMs = atMs;
      current.resolvedValue = shownValue(rule, state, 0);
      current = undefined;
    }
  }
  return episodes;
}

function beginning(rule: CompiledRule, state: Float64Array): Episode {
  return {
    beganAtMs: state[FIELD.beganMs],
    firedAtMs: state[FIELD.firedMs],
    resolvedAtMs: null,
    firedValue: shownValue(rule, state, 0),
    resolvedValue: null,
    severity: state[FIELD.severity],
    reachesAtMs: reachesAtMs(rule, state, 0),
    turns: [],
  };
}

function turn(kind: Turn['kind'], rule: CompiledRule, state: Float64Array, atMs: number): Turn {
  const severity = state[FIELD.severity];
  const from = kind === 'flapping' ? severity : state[FIELD.from];
  const flapping = kind === 'flapping' || isFlapping(state[FIELD.phase]);
  return {
    kind,
    atMs,
    value: shownValue(rule, state, 0),
    severity,
    from,
    flapping,
    reachesAtMs: reachesAtMs(rule, state, 0),
  };
}
