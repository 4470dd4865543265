import { join } from 'node:path';
import type { Retention } from '../embedded/tiers.ts';
import { type CopyOrder, copyFolder } from './copy-order.ts';
import { type CopyScope, planCopy } from './copy-plan.ts';
import { memoryCopyState, openCopyState } from './copy-state.ts';
import { type CopyOptions, type CopyReport, copyStore, emptyReport, NOTHING_YET } from './copy-store.ts';
import type { Lane } from './lanes.ts';
import type { Pace } from './pace.ts';
import type { Progress } from './progress.ts';
import { type CopyDestination, type CopySource, carriesRolled } from './sides.ts';

/** What is about to be forgotten shall not go between writing and verifying. */
const EXPIRY_MARGIN_MS = 1_800_000;

const KEPT: Record<Lane, keyof Retention> = { raw: 'rawMs', '1m': 'minuteMs', '1h': 'hourMs' };
const FOR_EVER: Retention = {
  rawMs: Number.POSITIVE_INFINITY,
  minuteMs: Number.POSITIVE_INFINITY,
  hourMs: Number.POSITIVE_INFINITY,
};

export interface RunOrderOptions {
  order: CopyOrder;
  dataDir: string;
  /** How long the destination keeps what it gets; undefined where it is for ever. */
  retention: Retention | undefined;
  from: CopySource;
  to: CopyDestination;
  wants: CopyScope['wants'];
  pace: Pace;
  lotSamples: number;
  portionSamples: number;
  say(progress: Progress): void;
  signal: AbortSignal;
  nowMs(): number;
}

/** What came of an order; it is handed on as JSON. */
export interface OrderOutcome extends CopyReport {
  does: CopyOrder['does'];
}

/** Carries an order out, with the state that its two sides have in the data directory. */
export async function runOrder(options: RunOrderOptions): Promise<OrderOutcome> {
  const { order, dataDir, retention, from, to, pace, say, signal, nowMs, lotSamples, portionSamples } =
    options;
  const kept = retention ?? FOR_EVER;
  const scope: CopyScope = {
    fromMs: order.fromMs,
    toMs: order.toMs,
    targets: order.targets,
    wants: options.wants,
    keptFromMs: (lane) => nowMs() - kept[KEPT[lane]] + EXPIRY_MARGIN_MS,
  };
  if (order.does === 'plan') {
    say(NOTHING_YET);
    const plan = await planCopy(from, scope, carriesRolled(from, to), pace, signal);
    return { ...emptyReport(plan), does: order.does, finished: !signal.aborted };
  }
  const file = join(copyFolder(dataDir, order), 'state.sqlite');
  const compareOnly = order.does === 'compare';
  const state = compareOnly ? memoryCopyState() : openCopyState(file);
  const work: CopyOptions = {
    from,
    to,
    scope,
    state,
    pace,
    say,
    signal,
    nowMs,
    lotSamples,
    portionSamples,
    compareOnly,
  };
  try {
    return { ...(await copyStore(work)), does: order.does };
  } finally {
    state.close();
  }
}
