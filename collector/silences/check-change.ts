import { isDeepStrictEqual } from 'node:util';
import { conflict } from '#collector/http/api-error.ts';
import type { Times } from '#protocol/clock-times.ts';
import type { Silence } from '#protocol/silence.ts';
import type { SilenceFields } from './silences.ts';

/**
 * What may change of a silence that has held already: its name, its comment and its end, since what has passed says
 * what was no downtime and stays as it was. Throws a 409 that says what to do for everything else.
 */
export function refuseToRewrite(before: Silence, wanted: SilenceFields): void {
  const isKept =
    before.kind === wanted.kind &&
    isDeepStrictEqual(before.match, wanted.match) &&
    isDeepStrictEqual(withoutEnd(before.times), withoutEnd(wanted.times));
  if (isKept) return;
  const message =
    'it has held already: only its name, its comment and its end may change; end it and make another';
  throw conflict('has_begun', message);
}

function withoutEnd(times: Times): unknown {
  return times.kind === 'once' ? { ...times, toMs: 0 } : { ...times, untilMs: null };
}
