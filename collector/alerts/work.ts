import type { Alert, AlertEvent } from '#protocol/alert.ts';
import type { AlertDeed, DeedRefusal } from '#protocol/alert-work.ts';

/** The alert after a deed, and as what it enters the history. */
export type Worked = { kind: AlertEvent['kind']; alert: Alert } | { refused: DeedRefusal };

/**
 * What a deed makes of an alert. Only facts beside the state change: an alert that flaps, or of which nothing can be
 * known now, is worked on like any other. After it was closed it must be reopened first; comments are always welcome.
 */
export function workOn(alert: Alert, deed: AlertDeed, by: string, atMs: number): Worked {
  if (alert.state === 'pending') return { refused: 'pending' };
  switch (deed.action) {
    case 'acknowledge':
      if (alert.state !== 'firing') return { refused: 'not_firing' };
      if (alert.closed) return { refused: 'closed' };
      if (alert.acknowledged) return { refused: 'already_acknowledged' };
      return {
        kind: 'acknowledged',
        alert: { ...alert, acknowledged: { by, atMs, comment: deed.comment } },
      };
    case 'unacknowledge':
      if (alert.state !== 'firing') return { refused: 'not_firing' };
      if (!alert.acknowledged) return { refused: 'not_acknowledged' };
      return { kind: 'unacknowledged', alert: { ...alert, acknowledged: null } };
    case 'comment':
      return { kind: 'commented', alert };
    case 'assign':
      return assign(alert, deed.to, by, atMs);
    case 'claim':
      return assign(alert, by, by, atMs);
    case 'close':
      if (alert.closed) return { refused: 'closed' };
      return {
        kind: 'closed',
        alert: { ...alert, closed: { by, atMs, cause: deed.cause, comment: deed.comment } },
      };
    case 'reopen':
      if (!alert.closed) return { refused: 'not_closed' };
      return { kind: 'reopened', alert: { ...alert, closed: null } };
  }
}

function assign(alert: Alert, to: string | null, by: string, atMs: number): Worked {
  if (alert.closed) return { refused: 'closed' };
  if ((alert.assigned?.to ?? null) === to) return { refused: 'already_assigned' };
  return { kind: 'assigned', alert: { ...alert, assigned: to === null ? null : { to, by, atMs } } };
}
