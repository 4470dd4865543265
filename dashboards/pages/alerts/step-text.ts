import type { Alert } from '#protocol/alert.ts';
import type { Severity } from '#protocol/rule.ts';
import type { WhyStep } from '#protocol/why.ts';
import type { Formats } from '../../words/format.ts';
import { wordOf } from '../../words/word-of.ts';
import type { Words } from '../../words/words.ts';

/** What is needed to say what happened. */
export interface StepWords {
  words: Words;
  formats: Formats;
  value(number: string | number | undefined): string;
  nameOf(target: string): string;
}

/** One thing that happened to an alert, in words. */
export function stepText(
  { code, params, by }: WhyStep,
  { words, formats, value, nameOf }: StepWords,
): string {
  const said = words.why.steps;
  const event = words.alerts.events;
  const who = by ?? '';
  const severity = (name: string) => words.states.severity[params[name] as Severity] ?? '';
  switch (code) {
    case 'violated_from':
      return params.of === undefined
        ? said.violated_from(Number(params.holdMs) > 0 ? formats.duration(Number(params.holdMs)) : '')
        : said.violated_samples(String(params.atLeast), String(params.of));
    case 'silent_from':
      return said.silent_from;
    case 'fired': {
      const [found, limit] = [value(params.value), value(params.threshold)];
      // Of a state there is nothing to compare: it is the one that the rule names.
      return said.fired(severity('severity'), found, limit === found ? '' : limit);
    }
    case 'severity_changed':
      return `${event.severityChanged(severity('from'), severity('to'))} ${value(params.value)}`.trim();
    case 'resolved':
      return params.resolution && params.resolution !== 'recovered'
        ? event.resolvedAs(words.states.resolution[params.resolution as NonNullable<Alert['resolution']>])
        : `${event.resolved} ${value(params.value)}`.trim();
    case 'suppressed':
      return event.suppressed(nameOf(String(params.target ?? '')));
    case 'flapping':
    case 'released':
      return event[code];
    case 'assigned':
      return params.to ? event.assigned(who, String(params.to)) : event.unassigned(who);
    case 'closed':
      return event.closed(who, wordOf(words.alerts.causes, String(params.cause)));
    case 'acknowledged':
    case 'unacknowledged':
    case 'commented':
    case 'reopened':
      return event[code](who);
    default:
      return code;
  }
}
