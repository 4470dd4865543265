import { Cron as Croner } from 'croner';

/** A cron expression that makes no sense; the message says what was found. */
export class CronError extends Error {
  constructor(expression: string, why: string) {
    super(`the cron expression "${expression}" ${why}`);
    this.name = 'CronError';
  }
}

/** The times of a cron expression. */
export interface Cron {
  /** The first one after this moment; undefined when there is none. */
  next(afterMs: number): number | undefined;
  /** The last one at or before this moment. */
  previous(atMs: number): number | undefined;
}

const parsed = new Map<string, Cron>();
const PARSED_KEPT = 10_000;

/**
 * Five fields (minute, hour, day, month, weekday) with names, lists, ranges and steps, `L` for the last day of the
 * month and `5L` for its last Friday, or `@hourly` to `@yearly`. Where day and weekday are both given either will do,
 * as everywhere. When clocks are put forward, a time that is skipped comes at the moment of the jump, unless its minute
 * or hour has a wildcard or a step; when they are put back, a fixed time comes once and the others twice. Throws a
 * `CronError` for what is none, and for what never comes, such as 31 February.
 */
export function parseCron(expression: string, zone: string): Cron {
  const key = `${zone} ${expression}`;
  const known = parsed.get(key);
  if (known) return known;
  const made = parse(expression, zone);
  if (parsed.size >= PARSED_KEPT) parsed.clear();
  parsed.set(key, made);
  return made;
}

function parse(expression: string, zone: string): Cron {
  // It would stand for the moment at which it is read.
  if (expression.includes('?')) throw new CronError(expression, 'has a "?": use "*"');
  const croner = read(expression, zone);
  const next = (afterMs: number) => croner.nextRun(new Date(afterMs))?.getTime();
  // Feb 29 is at most eight years away, around 2100; what is not found then never comes.
  if (next(0) === undefined) throw new CronError(expression, 'never comes: there is no such day');
  return {
    next,
    // The library looks at whole seconds, and strictly before.
    previous: (atMs) =>
      croner.previousRuns(1, new Date(Math.floor(atMs / 1_000) * 1_000 + 1_000))[0]?.getTime(),
  };
}

function read(expression: string, zone: string): Croner {
  try {
    return new Croner(expression, { timezone: zone, mode: '5-part', fixedTimeRule: 'no-wildcard' });
  } catch (error) {
    const why = (error as Error).message.replace(/^CronPattern: /, '');
    throw new CronError(expression, `is none: ${why}`);
  }
}
