import type { Times } from '#protocol/clock-times.ts';
import { parseCron } from './cron.ts';
import { hoursAfter, type Stretch } from './hours.ts';
import type { Calendar } from './working-days.ts';

type Repeated = Extract<Times, { kind: 'repeated' }>;

/** Steps from run to run that touches it; then a stretch is cut, and the next begins at the cut. */
const RUNS_JOINED = 20;

/**
 * The stretches in which it holds and that end after this moment, ascending and apart from each other. One that has
 * begun before the moment may have begun earlier than it says. Throws a `CronError` for an expression that is none.
 */
export function* timesAfter(
  times: Times,
  afterMs: number,
  zone: string,
  calendar: Calendar,
): Generator<Stretch> {
  const bounds = boundsOf(times);
  const fromMs = Math.max(afterMs, bounds.fromMs);
  for (const stretch of unbounded(times, fromMs, zone, calendar)) {
    const within = {
      fromMs: Math.max(stretch.fromMs, bounds.fromMs),
      toMs: Math.min(stretch.toMs, bounds.toMs),
    };
    if (within.fromMs >= bounds.toMs) return;
    if (within.fromMs < within.toMs && within.toMs > afterMs) yield within;
  }
}

/** The stretches that overlap this span, cut to it; `most` at most. */
export function timesBetween(
  times: Times,
  span: Stretch,
  zone: string,
  calendar: Calendar,
  most = 1_000,
): Stretch[] {
  const found: Stretch[] = [];
  for (const { fromMs, toMs } of timesAfter(times, span.fromMs, zone, calendar)) {
    if (fromMs >= span.toMs) break;
    found.push({ fromMs: Math.max(fromMs, span.fromMs), toMs: Math.min(toMs, span.toMs) });
    // The one behind it is not looked for in vain.
    if (found.length >= most) break;
  }
  return found;
}

function boundsOf(times: Times): Stretch {
  const toMs = times.kind === 'once' ? times.toMs : times.untilMs;
  return { fromMs: times.fromMs, toMs: toMs ?? Number.POSITIVE_INFINITY };
}

function unbounded(times: Times, afterMs: number, zone: string, calendar: Calendar): Iterable<Stretch> {
  switch (times.kind) {
    case 'once':
      return [{ fromMs: times.fromMs, toMs: times.toMs }];
    case 'hours':
      return hoursAfter(times.hours, afterMs, zone, calendar);
    case 'repeated':
      return runsAfter(times, afterMs, zone);
  }
}

/** Leaps to the last run that touches the end so far: a run each minute that lasts a month is soon looked through. */
function* runsAfter({ cron: expression, durationMs }: Repeated, afterMs: number, zone: string) {
  const cron = parseCron(expression, zone);
  let at = cron.next(afterMs - durationMs);
  let cutMs = Number.NEGATIVE_INFINITY;
  while (at !== undefined) {
    let toMs = at + durationMs;
    let touchingMs = toMs;
    for (let joined = 0; joined <= RUNS_JOINED; joined++) {
      toMs = touchingMs;
      touchingMs = (cron.previous(toMs) ?? at) + durationMs;
      if (touchingMs <= toMs) break;
    }
    yield { fromMs: Math.max(at, cutMs), toMs };
    cutMs = toMs;
    at = touchingMs > toMs ? touchingMs - durationMs : cron.next(toMs);
  }
}
