import * as z from 'zod';

const DURATION_UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const SIZE_UNITS = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 } as const;

/** `"10s"`, `"5m"`, `"24h"`, `"7d"`, `"500ms"` in milliseconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  return parseWithUnit(text, /^(\d+(?:\.\d+)?) ?(ms|s|m|h|d)$/, DURATION_UNITS);
}

/** `"512MB"`, `"2GB"`, `"64KB"` in bytes, a KB being 1,024; undefined for anything else. */
export function parseSize(text: string): number | undefined {
  return parseWithUnit(text, /^(\d+(?:\.\d+)?) ?(B|KB|MB|GB|TB)$/, SIZE_UNITS);
}

/** The shortest exact way to write a duration: 90,000 is `90s`. */
export function formatDuration(ms: number): string {
  return formatWithUnit(ms, DURATION_UNITS);
}

/** The shortest exact way to write a size. */
export function formatSize(bytes: number): string {
  return formatWithUnit(bytes, SIZE_UNITS);
}

/** A duration in a configuration, as milliseconds; the bounds are written as durations too. */
export function duration(bounds: { min?: string; max?: string } = {}) {
  return withUnit(parseDuration, 'a duration such as "10s", "5m", "24h" or "7d"', bounds);
}

/** A size in a configuration, as bytes; the bounds are written as sizes too. */
export function size(bounds: { min?: string; max?: string } = {}) {
  return withUnit(parseSize, 'a size such as "64KB", "512MB" or "2GB"', bounds);
}

function withUnit(
  parse: (text: string) => number | undefined,
  what: string,
  bounds: { min?: string; max?: string },
) {
  const min = bounds.min === undefined ? 0 : (parse(bounds.min) as number);
  const max = bounds.max === undefined ? Number.MAX_SAFE_INTEGER : (parse(bounds.max) as number);
  const allowed = [what, bounds.min && `at least "${bounds.min}"`, bounds.max && `at most "${bounds.max}"`];
  const message = `allowed is ${allowed.filter(Boolean).join(', ')}`;
  return z.unknown().transform((value, context): number => {
    const parsed = typeof value === 'string' ? parse(value.trim()) : undefined;
    if (parsed !== undefined && parsed >= min && parsed <= max) return parsed;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

function parseWithUnit<Unit extends string>(
  text: string,
  pattern: RegExp,
  units: Readonly<Record<Unit, number>>,
): number | undefined {
  const [, digits, unit] = pattern.exec(text) ?? [];
  return unit === undefined ? undefined : Math.round(Number(digits) * units[unit as Unit]);
}

function formatWithUnit(value: number, units: Readonly<Record<string, number>>): string {
  const [name, factor] = Object.entries(units)
    .reverse()
    .find(([, each]) => value !== 0 && value % each === 0) ?? [Object.keys(units)[0], 1];
  return `${value / factor}${name}`;
}
