import type { Advice } from '#protocol/advice.ts';
import type { BackTest, TestedRule } from '#protocol/back-test.ts';
import type { Threshold } from '#protocol/threshold.ts';
import type { WhyNot } from '#protocol/why-not.ts';
import type { Answer } from './fake-api.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TESTED = 't-1';

const thresholds = new Map<string, Threshold>();
let testedDays = 7;

/** Groups, thresholds, back-tests, advice and why nothing fired; undefined for anything else. */
export function answerAboutTrials(
  call: string,
  [id, verb]: readonly (string | undefined)[],
  body: unknown,
): Answer | undefined {
  switch (call) {
    case 'GET groups':
      return { body: { groups: [], next: null } };
    case 'GET thresholds': {
      if (id === 'effective') return undefined;
      const entries = [...thresholds.values()].map((threshold) => ({
        threshold,
        changedBy: 'admin',
        changedAtMs: Date.now() - DAY_MS,
      }));
      return { body: { thresholds: entries, next: null } };
    }
    case 'PUT thresholds': {
      const threshold = body as Threshold;
      thresholds.set(`${threshold.rule} ${threshold.level} ${threshold.subject}`, threshold);
      return { body: { threshold, changedBy: 'admin', changedAtMs: Date.now() } };
    }
    case 'DELETE thresholds':
      thresholds.clear();
      return { status: 204 };
    case 'POST back-tests':
      testedDays = (body as { days: number }).days;
      return { body: backTest('running') };
    case 'GET back-tests':
      return { body: backTest('done') };
    case 'DELETE back-tests':
      return { status: 204 };
    case 'POST rules':
      return id === 'advice' || verb === 'advice' ? { body: advice() } : undefined;
    case 'POST why-not':
      return { body: whyNot(body as { rule?: string; target: string; atMs: number }) };
    default:
      return undefined;
  }
}

function backTest(state: BackTest['state']): BackTest {
  const toMs = Date.now();
  const fromMs = toMs - testedDays * DAY_MS;
  return {
    id: 'test',
    state,
    fromMs,
    toMs,
    progress: { series: 40, judged: state === 'done' ? 40 : 12 },
    proposed: tested(fromMs, toMs, 5),
    inForce: tested(fromMs, toMs, 9),
    error: null,
  };
}

function tested(fromMs: number, toMs: number, firings: number): TestedRule {
  const everyMs = (toMs - fromMs) / firings;
  const episodes = Array.from({ length: firings }, (_none, at) => ({
    target: TESTED,
    labels: { path: '/data' },
    severity: at % 3 === 2 ? ('critical' as const) : ('warning' as const),
    beganAtMs: fromMs + at * everyMs,
    firedAtMs: fromMs + at * everyMs + HOUR_MS / 12,
    endedAtMs: fromMs + at * everyMs + HOUR_MS,
    flap: at === 1,
  }));
  const firingMs = firings * HOUR_MS;
  return {
    totals: {
      watched: 40,
      judged: 38,
      concerned: 1,
      firings,
      firingMs,
      flaps: 1,
      perWeek: (firings * 7 * DAY_MS) / (toMs - fromMs),
    },
    worst: [{ target: TESTED, labels: { path: '/data' }, firings, firingMs, longestMs: HOUR_MS, flaps: 1 }],
    episodes,
    episodesLeftOut: 0,
    resolution: { stepMs: 5 * 60_000, aggregation: 'avg', why: 'not_kept' },
    notes: [{ code: 'no_history', params: { series: 2 } }],
  };
}

function advice(): Advice {
  const { totals } = tested(Date.now() - 14 * DAY_MS, Date.now(), 3);
  return {
    confidence: 'high',
    days: 27.5,
    series: 40,
    unit: '%',
    side: 'above',
    usual: { low: 21, quarter: 34, median: 41, threeQuarters: 55, high: 76 },
    resolution: { stepMs: 15 * 60_000, aggregation: 'avg', why: 'needed' },
    proposals: [
      { severity: 'warning', threshold: 84, holdMs: 300_000, recoveryThreshold: 80, tested: totals },
      { severity: 'critical', threshold: 92, holdMs: 300_000, recoveryThreshold: 84, tested: totals },
    ],
    present: { threshold: 80, holdMs: 300_000, tested: totals },
    unlike: [],
    reasons: [
      { code: 'history', params: { days: 27.5 } },
      { code: 'usual_high', params: { high: 76, median: 41, part: 90 } },
    ],
  };
}

function whyNot({
  rule = 'cpu-high',
  target,
  atMs,
}: {
  rule?: string;
  target: string;
  atMs: number;
}): WhyNot {
  return {
    fromMs: atMs - HOUR_MS / 2,
    toMs: atMs + HOUR_MS / 2,
    nothing: null,
    rules: [
      {
        rule,
        target,
        metric: 'disk.used_percent',
        labels: { path: '/data' },
        steps: [
          { code: 'rule_enabled', passed: true, params: {} },
          { code: 'watches', passed: true, params: {} },
          { code: 'never_violated', passed: false, params: { nearest: 78, nearestAtMs: atMs, limit: 80 } },
        ],
        verdict: 'never_violated',
        alert: null,
      },
    ],
    leftOut: 0,
  };
}
