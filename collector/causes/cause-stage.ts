import type { Stage, Verdict } from '#collector/notify/plan.ts';
import type { Causes } from './causes.ts';

/** The stage of telling that keeps consequences back, and what may yet turn out to be one. */
export function causeStage(causes: Pick<Causes, 'verdict'>): Stage {
  return ({ alert }, nowMs): Verdict => {
    if (alert.state !== 'firing') return undefined;
    const verdict = causes.verdict(alert, nowMs);
    if (verdict === 'tell') return undefined;
    if ('waitUntilMs' in verdict) return { held: 'awaiting_cause', untilMs: verdict.waitUntilMs, params: {} };
    const { alert: cause, target, relation } = verdict.because;
    return { held: 'suppressed', untilMs: null, params: { alert: cause, target, relation } };
  };
}
