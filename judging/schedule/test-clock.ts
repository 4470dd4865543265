/* What clocks on the wall show, asked of the runtime minute by minute: slow, and too simple to be wrong. */

const MINUTE_MS = 60_000;

/** What a clock in a zone shows. */
export interface Shown {
  text: string;
  month: number;
  date: number;
  /** 0 is Sunday. */
  weekday: number;
  hour: number;
  minute: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

export function shownAt(zone: string, atMs: number): Shown {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      weekday: 'short',
    });
    formats.set(zone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
  return {
    text: `${parts.year}-${parts.month}-${parts.day} ${parts.hour}:${parts.minute}`,
    month: Number(parts.month),
    date: Number(parts.day),
    weekday: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(parts.weekday),
    hour: Number(parts.hour),
    minute: Number(parts.minute),
  };
}

/** Each minute of a stretch of time with what clocks show then. */
export function* minutesBetween(zone: string, fromMs: number, toMs: number): Generator<[number, Shown]> {
  for (let atMs = fromMs; atMs < toMs; atMs += MINUTE_MS) yield [atMs, shownAt(zone, atMs)];
}

/** Zones with jumps of an hour, of half an hour, at midnight, and without any; each with a day near its jumps. */
export const JUMPS: readonly (readonly [zone: string, day: string])[] = [
  ['Europe/Berlin', '2024-03-31'],
  ['Europe/Berlin', '2024-10-27'],
  ['Australia/Lord_Howe', '2024-10-06'],
  ['Australia/Lord_Howe', '2024-04-07'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['America/Sao_Paulo', '2018-02-18'],
  ['Asia/Shanghai', '2024-03-31'],
  ['Asia/Kathmandu', '2024-10-27'],
];
