/**
 * UTC ms of a time as a clock on the wall of a zone shows it, such as `2026-01-05 10:00:00.5`; undefined for what is
 * none. A zone that nobody knows is UTC. In the hour that a clock shows twice it is the first.
 */
export function wallTimeMs(text: string, timeZone: string): number | undefined {
  const found = /^(\d{4,6})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d):(\d\d)(\.\d{1,6})?)?$/.exec(text);
  if (found === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const asUtc =
    Date.UTC(year, month - 1, day, hour, minute, second) + Math.round(Number(found[7] ?? 0) * 1_000);
  const first = asUtc - offsetMs(asUtc, timeZone);
  return asUtc - offsetMs(first, timeZone);
}

const formats = new Map<string, Intl.DateTimeFormat | undefined>();

/** How far the clocks of a zone are ahead of UTC at a moment. */
function offsetMs(atMs: number, timeZone: string): number {
  if (!formats.has(timeZone)) formats.set(timeZone, formatOf(timeZone));
  const format = formats.get(timeZone);
  if (format === undefined) return 0;
  const parts = Object.fromEntries(
    format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const whole = Math.floor(atMs / 1_000) * 1_000;
  return Date.UTC(year, month - 1, day, hour % 24, minute, second) - whole;
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
}
