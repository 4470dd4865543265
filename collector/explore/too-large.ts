import { ApiError } from '#collector/http/api-error.ts';
import type { Question } from '#protocol/explore.ts';
import type { TimeFold } from '#protocol/fold.ts';
import { type Grid, roundStep } from './grid.ts';

/** A step with which the points would fit; undefined where that does not help. */
export function coarserStep(
  error: unknown,
  stepMs: number,
  { bins }: Grid,
  over: TimeFold,
): number | undefined {
  const {
    name,
    what,
    found = 0,
    allowed = 1,
  } = error as { name: string; what?: string; found?: number; allowed?: number };
  if (name !== 'QueryTooLargeError' || what !== 'points' || over === 'p95' || bins <= 2) return undefined;
  return roundStep(stepMs * Math.max(1.5, found / allowed));
}

/** Beyond the limits the answer says by how much, and what would narrow the question. */
export function tooMuch(error: unknown, { labels, targets }: Question): unknown {
  const { name, what, found, allowed } = error as {
    name: string;
    what?: string;
    found?: number;
    allowed?: number;
  };
  if (name !== 'QueryTooLargeError') return error;
  const hasTargets = Object.values(targets).some((wanted) => wanted.length > 0);
  const helps = [
    ...(hasTargets ? [] : ['targets']),
    ...(labels.some(({ is }) => is === 'one_of') ? [] : ['labels']),
    ...(what === 'points' ? ['span'] : []),
  ];
  const narrow = helps.length > 0 ? helps : ['targets', 'labels'];
  const message = `${found} ${what} are asked for, ${allowed} are allowed; narrow it by ${narrow.join(' or ')}`;
  return new ApiError(422, 'explore_too_large', message, { what, found, allowed, narrow });
}
