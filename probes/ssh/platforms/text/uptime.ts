const SECONDS: Readonly<Record<string, number>> = {
  year: 31_536_000,
  week: 604_800,
  day: 86_400,
  hour: 3_600,
  minute: 60,
  second: 1,
};

/**
 * Seconds in `19 weeks, 5 days, 5 hours, 27 minutes`, in `313:22:34:30` (days first) and in `3d 4h 5m`; undefined
 * when it is none of these.
 */
export function readDuration(text: string): number | undefined {
  const clock = /^\s*(?:(\d+):)?(\d+):(\d+):(\d+)\s*$/.exec(text);
  if (clock) {
    const [days, hours, minutes, seconds] = clock.slice(1).map((part) => Number(part ?? 0)) as [
      number,
      number,
      number,
      number,
    ];
    return days * 86_400 + hours * 3_600 + minutes * 60 + seconds;
  }
  let total: number | undefined;
  for (const [, count, unit = ''] of text.matchAll(
    /(\d+)\s*(year|week|day|hour|minute|second|[wdhms]\b)/gi,
  )) {
    const name = Object.keys(SECONDS).find((one) => one.startsWith(unit.toLowerCase()));
    if (name !== undefined) total = (total ?? 0) + Number(count) * (SECONDS[name] ?? 0);
  }
  return total;
}
