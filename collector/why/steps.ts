import type { Alert, AlertEvent } from '#protocol/alert.ts';
import type { Note } from '#protocol/back-test.ts';
import type { Rule } from '#protocol/rule.ts';
import type { WhyStep } from '#protocol/why.ts';

/** What happened to an alert, in order of time: what its values began, and everything that is on record. */
export function stepsOf(alert: Alert, events: readonly AlertEvent[], rule: Rule | undefined): WhyStep[] {
  const steps = [beginning(alert, rule), ...events.map(stepOf)];
  return steps.sort((one, other) => one.atMs - other.atMs);
}

/** The first violation, and what had to pass before it fired. */
function beginning({ beganAtMs, metric, unit }: Alert, rule: Rule | undefined): WhyStep {
  const params: Note['params'] = { metric, unit: unit ?? '' };
  if (rule?.samples) Object.assign(params, { atLeast: rule.samples.atLeast, of: rule.samples.of });
  else if (rule) params.holdMs = rule.holdMs;
  const code = rule?.condition.kind === 'absent' ? 'silent_from' : 'violated_from';
  return { atMs: beganAtMs, code, params, by: null };
}

function stepOf({ kind, atMs, by, comment, late, from, alert }: AlertEvent): WhyStep {
  const params: Note['params'] = {};
  if (comment) params.comment = comment;
  if (late) params.late = 1;
  switch (kind) {
    case 'fired':
      Object.assign(params, shownOf(alert), { severity: alert.severity, afterMs: atMs - alert.beganAtMs });
      break;
    case 'severity_changed':
      Object.assign(params, shownOf(alert), { from: from ?? '', to: alert.severity });
      break;
    case 'flapping':
      Object.assign(params, shownOf(alert));
      break;
    case 'resolved':
      Object.assign(params, shownOf(alert), { resolution: alert.resolution ?? '' });
      break;
    case 'suppressed':
      if (alert.because) {
        const { alert: cause, target, relation } = alert.because;
        Object.assign(params, { alert: cause, target, relation });
      }
      break;
    case 'assigned':
      params.to = alert.assigned?.to ?? '';
      break;
    case 'closed':
      params.cause = alert.closed?.cause ?? '';
  }
  return { atMs, code: kind, params, by };
}

function shownOf({ value, threshold, reachesAtMs }: Alert): Note['params'] {
  const known = Object.entries({ value, threshold, reachesAtMs }).filter(([, each]) => each !== null);
  return Object.fromEntries(known) as Note['params'];
}
