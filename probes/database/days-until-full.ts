/*
 * When will a space be full? Two horizons are looked at, and the worse one counts:
 *   long    one point an hour over seven days, at least a day of them: slow growth
 *   short   one point a minute over the last hour: a fill that is under way now, seen within minutes. It is believed
 *           only while it is steady, and only for as far ahead as 24 times the time that it was seen for.
 */

/** Longer is as good as never. */
const NEVER_DAYS = 3_650;

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const HOURS = 168;
const MINUTES = 60;
const LEAST_HOURS = 24;
const LEAST_HOUR_POINTS = 12;
const LEAST_MINUTE_POINTS = 5;
const BELIEVED_FOR = 24;
const SHORT_WINDOWS = [6, 15, 60] as const;

/** The newest values, one for each stretch of time; what is not known is NaN. Bounded. */
interface Ring {
  widthMs: number;
  values: Float64Array;
  /** Number of the newest stretch since 1970; NaN while there is none. */
  last: number;
}

/** How one space was used lately. */
export interface SpaceHistory {
  minutes: Ring;
  hours: Ring;
  /** Bytes an hour over the days, worked out once an hour. */
  long: { ofHour: number; slope: number | undefined };
}

/** The long horizon as JSON: number of the newest hour, and KiB from the oldest to it as differences. */
export interface SavedHistory {
  hour: number;
  kib: readonly (number | null)[];
}

export function newHistory(saved?: SavedHistory): SpaceHistory {
  const history = {
    minutes: newRing(MINUTE_MS, MINUTES),
    hours: newRing(HOUR_MS, HOURS),
    long: { ofHour: Number.NaN, slope: undefined },
  };
  if (saved === undefined) return history;
  let kib = 0;
  for (const [i, difference] of saved.kib.slice(-HOURS).entries()) {
    if (difference === null) continue;
    kib += difference;
    const hour = saved.hour - Math.min(saved.kib.length, HOURS) + 1 + i;
    put(history.hours, hour * HOUR_MS, kib * 1024);
  }
  return history;
}

export function addUse(history: SpaceHistory, atMs: number, usedBytes: number): void {
  if (!Number.isFinite(usedBytes)) return;
  put(history.minutes, atMs, usedBytes);
  put(history.hours, atMs, usedBytes);
}

export function savedHistory({ hours }: SpaceHistory): SavedHistory {
  const kib: (number | null)[] = [];
  let before = 0;
  for (const { value } of all(hours)) {
    if (kib.length === 0 && Number.isNaN(value)) continue;
    const rounded = Math.round(value / 1024);
    kib.push(Number.isNaN(value) ? null : rounded - before);
    if (!Number.isNaN(value)) before = rounded;
  }
  return { hour: hours.last, kib };
}

/** Days until the use reaches the limit, as it grew lately: 0 to 3650, NaN while too little is known. */
export function daysUntilFull(history: SpaceHistory, usedBytes: number, limitBytes: number): number {
  const free = limitBytes - usedBytes;
  if (Number.isNaN(free)) return Number.NaN;
  if (free <= 0) return 0;
  const slope = longSlope(history);
  const minutes = points(history.minutes);
  if (slope === undefined && minutes.length < LEAST_MINUTE_POINTS) return Number.NaN;
  const long = slope !== undefined && slope > 0 ? free / slope / 24 : NEVER_DAYS;
  return Math.min(NEVER_DAYS, long, ...SHORT_WINDOWS.map((window) => shortDays(minutes, window, free)));
}

function longSlope({ hours, long }: SpaceHistory): number | undefined {
  if (long.ofHour === hours.last) return long.slope;
  long.ofHour = hours.last;
  const known = points(hours);
  const span = spanOf(known);
  long.slope = undefined;
  if (known.length < LEAST_HOUR_POINTS || span < LEAST_HOURS) return undefined;
  const slope = middleSlope(known);
  // Growth that is lost in the ups and downs of every day is none.
  const level = median(known.map(({ at, value }) => value - slope * at));
  const noise = median(known.map(({ at, value }) => Math.abs(value - slope * at - level)));
  long.slope = slope * span > 3 * noise ? slope : 0;
  return long.slope;
}

/** Days by what happened within so many minutes; never, when that is no steady fill. */
function shortDays(minutes: readonly Point[], window: number, free: number): number {
  const from = minutes.findIndex(({ at }) => at > -window);
  const recent = minutes.slice(from);
  if (from < 0 || recent.length < LEAST_MINUTE_POINTS || !isSteady(recent, minutes.slice(0, from)))
    return NEVER_DAYS;
  const minutesLeft = free / middleSlope(recent);
  return minutesLeft <= BELIEVED_FOR * spanOf(recent) ? minutesLeft / (24 * 60) : NEVER_DAYS;
}

/** It grows step by step, hardly ever falls, not by one jump, and by more than it moves at other times. */
function isSteady(recent: readonly Point[], earlier: readonly Point[]): boolean {
  const steps = stepsOf(recent);
  const ups = steps.filter((step) => step > 0);
  const up = sum(ups);
  const down = -sum(steps.filter((step) => step < 0));
  const total = up - down;
  if (total <= 0 || down > 0.1 * up || Math.max(...ups) > 0.6 * total) return false;
  if (!isGoingOn(recent)) return false;
  if (ups.length < Math.max(3, 0.4 * steps.length)) return false;
  const usual = earlier.length < LEAST_MINUTE_POINTS ? 0 : median(stepsOf(earlier).map(Math.abs));
  return total > 4 * usual;
}

/** It grew within the last minutes too, or since it was last asked. */
function isGoingOn(known: readonly Point[]): boolean {
  const newest = known.at(-1) as Point;
  const lately = known.findIndex(({ at }) => at > newest.at - SHORT_WINDOWS[0]);
  const before = known[Math.min(lately, known.length - 2)] as Point;
  return newest.value > before.value;
}

interface Point {
  /** In widths of the ring, 0 for the newest. */
  at: number;
  value: number;
}

function newRing(widthMs: number, length: number): Ring {
  return { widthMs, values: new Float64Array(length).fill(Number.NaN), last: Number.NaN };
}

/** The last value of a stretch stands for it. */
function put(ring: Ring, atMs: number, value: number): void {
  const { values, widthMs } = ring;
  const place = Math.floor(atMs / widthMs);
  // A clock that was set back begins anew: what came before it cannot be put in order.
  if (!(place >= ring.last - 1 && place < ring.last + values.length)) {
    values.fill(Number.NaN);
    ring.last = place;
  }
  for (let skipped = ring.last + 1; skipped <= place; skipped++) values[skipped % values.length] = Number.NaN;
  ring.last = Math.max(place, ring.last);
  values[ring.last % values.length] = value;
}

/** From the oldest to the newest. */
function all({ values, last }: Ring): Point[] {
  if (Number.isNaN(last)) return [];
  return Array.from(values, (_value, i) => {
    const at = i - values.length + 1;
    return { at, value: values[(last + at + values.length) % values.length] as number };
  });
}

function points(ring: Ring): Point[] {
  return all(ring).filter(({ value }) => !Number.isNaN(value));
}

function spanOf(known: readonly Point[]): number {
  return (known.at(-1)?.at ?? 0) - (known[0]?.at ?? 0);
}

function stepsOf(known: readonly Point[]): number[] {
  return known.slice(1).map(({ value }, i) => value - (known[i] as Point).value);
}

/** Theil and Sen: the median of the slopes between any two points, which a few wild ones do not move. */
function middleSlope(known: readonly Point[]): number {
  const slopes: number[] = [];
  for (const [i, one] of known.entries())
    for (let j = 0; j < i; j++) {
      const other = known[j] as Point;
      slopes.push((one.value - other.value) / (one.at - other.at));
    }
  return median(slopes);
}

function median(numbers: readonly number[]): number {
  const sorted = Float64Array.from(numbers).sort();
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function sum(numbers: readonly number[]): number {
  let total = 0;
  for (const each of numbers) total += each;
  return total;
}
