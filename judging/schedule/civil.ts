/*
 * Days and times of day as people in a zone count them. A day is a whole number, days since 1 January 1970, so that
 * calendars are arithmetic; only `localDay` and `instantOf` know of zones.
 */

/** Days since 1 January 1970, in the calendar of whoever counts. */
export type Day = number;

export const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** `month` counts from 1 and may run over into other years. */
export function dayOf(year: number, month: number, date: number): Day {
  return Date.UTC(year, month - 1, date) / DAY_MS;
}

export function partsOf(day: Day): { year: number; month: number; date: number } {
  const at = new Date(day * DAY_MS);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, date: at.getUTCDate() };
}

/** 1 is Monday, 7 Sunday. */
export function weekdayOf(day: Day): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** `2024-02-29`. */
export function dayText(day: Day): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Undefined for what is no day that there is. */
export function parseDay(text: string): Day | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const day = Date.parse(text) / DAY_MS;
  return Number.isFinite(day) && dayText(day) === text ? day : undefined;
}

/** Minutes since midnight of `HH:MM`. */
export function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** The day that people in the zone have at this moment. */
export function localDay(zone: string, atMs: number): Day {
  return Math.floor((atMs + offsetMs(zone, atMs)) / DAY_MS);
}

/**
 * The moment at which clocks in the zone first show so many minutes after midnight of the day. A time that is skipped
 * when clocks are put forward is the moment of the jump; of a time that comes twice it is the first.
 */
export function instantOf(zone: string, day: Day, minutes: number): number {
  const shown = day * DAY_MS + minutes * MINUTE_MS;
  const before = shown - offsetMs(zone, shown - DAY_MS);
  const after = shown - offsetMs(zone, shown + DAY_MS);
  const [first, second] = before < after ? [before, after] : [after, before];
  if (first + offsetMs(zone, first) === shown) return first;
  if (second + offsetMs(zone, second) === shown) return second;
  return jumpBetween(zone, first, second);
}

/** What clocks in the zone show minus UTC. */
export function offsetMs(zone: string, atMs: number): number {
  const quarter = Math.floor(atMs / QUARTER_MS);
  let known = offsets.get(zone);
  if (!known || known.size >= OFFSETS_KEPT) {
    known = new Map();
    offsets.set(zone, known);
  }
  let offset = known.get(quarter);
  if (offset === undefined) {
    const wholeMs = quarter * QUARTER_MS;
    offset = Date.parse(`${formatOf(zone).format(wholeMs).replace(' ', 'T')}Z`) - wholeMs;
    known.set(quarter, offset);
  }
  return offset;
}

/** Since the seventies clocks have jumped at whole quarters of an hour only. */
const QUARTER_MS = 15 * MINUTE_MS;
const offsets = new Map<string, Map<number, number>>();
/** Of one zone; asking the runtime costs ten times as much as all the rest. */
const OFFSETS_KEPT = 5_000;

/** The first moment after `from` at which clocks have jumped. */
function jumpBetween(zone: string, from: number, to: number): number {
  const offset = offsetMs(zone, from);
  let [low, high] = [from, to];
  while (high - low > 1_000) {
    const middle = Math.floor((low + high) / 2_000) * 1_000;
    if (offsetMs(zone, middle) === offset) low = middle;
    else high = middle;
  }
  return high;
}

const formats = new Map<string, Intl.DateTimeFormat>();
/** There are some 600 names of zones. */
const FORMATS_KEPT = 1_000;

/** Throws a RangeError for a zone that the runtime does not know. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  if (formats.size >= FORMATS_KEPT) formats.clear();
  const two = '2-digit' as const;
  // Swedish dates are those of ISO 8601.
  const made = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    year: 'numeric',
    month: two,
    day: two,
    hour: two,
    minute: two,
    second: two,
  });
  formats.set(zone, made);
  return made;
}
