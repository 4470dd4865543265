import type { AlertEvent } from '#protocol/alert.ts';
import { wordOf } from '../../words/word-of.ts';
import type { Words } from '../../words/words.ts';

/** What happened, in words. `nameOf` knows targets by what people call them. */
export function eventText(
  { kind, by, from, alert }: AlertEvent,
  words: Words,
  nameOf: (target: string) => string | undefined,
): string {
  const text = words.alerts.events;
  const who = by ?? '';
  switch (kind) {
    case 'fired':
      return text.fired(words.states.severity[alert.severity]);
    case 'resolved':
      return alert.resolution && alert.resolution !== 'recovered'
        ? text.resolvedAs(words.states.resolution[alert.resolution])
        : text.resolved;
    case 'severity_changed':
      return text.severityChanged(
        from ? words.states.severity[from] : '',
        words.states.severity[alert.severity],
      );
    case 'flapping':
      return text.flapping;
    case 'suppressed':
      return text.suppressed((alert.because && nameOf(alert.because.target)) ?? '');
    case 'released':
      return text.released;
    case 'acknowledged':
      return text.acknowledged(who);
    case 'unacknowledged':
      return text.unacknowledged(who);
    case 'commented':
      return text.commented(who);
    case 'assigned':
      return alert.assigned ? text.assigned(who, alert.assigned.to) : text.unassigned(who);
    case 'closed':
      return text.closed(who, alert.closed ? wordOf(words.alerts.causes, alert.closed.cause) : '');
    case 'reopened':
      return text.reopened(who);
  }
}
