import type { Call } from './channel.ts';

const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'];

/** How spans of time are counted, longest first. */
const SPANS: Record<Call['language'], readonly (readonly [name: string, seconds: number])[]> = {
  'zh-CN': [
    ['天', 86_400],
    ['小时', 3_600],
    ['分钟', 60],
    ['秒', 1],
  ],
  en: [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ],
};

/** A value with its unit as people read it: `83.2 %`, `1.5 GiB`, `12 min 3 s`. */
export function formatValue(value: number, unit: string, language: Call['language'] = 'en'): string {
  if (unit === 'B' || unit === 'B/s') return formatBytes(value, unit);
  if (unit === 's' && Math.abs(value) >= 60) return formatDuration(value * 1000, language);
  if (unit === 'd') return `${formatNumber(value)} ${SPANS[language][0]?.[0]}`;
  const number = formatNumber(value);
  return unit === '' || unit === '1' ? number : `${number} ${unit === '1/s' ? '/s' : unit}`;
}

/** A span of time in its two largest units. */
export function formatDuration(durationMs: number, language: Call['language'] = 'en'): string {
  const sign = durationMs < 0 ? '-' : '';
  let seconds = Math.round(Math.abs(durationMs) / 1000);
  const parts: string[] = [];
  for (const [name, length] of SPANS[language]) {
    const count = Math.floor(seconds / length);
    seconds -= count * length;
    if (count > 0) parts.push(`${count} ${name}`);
    else if (parts.length > 0) break;
  }
  return parts.length === 0 ? `0 ${SPANS[language].at(-1)?.[0]}` : sign + parts.slice(0, 2).join(' ');
}

/** A moment in the zone of the call, `2026-11-21 18:05:09`. */
export function formatTime(timeMs: number, zone: Call['zone']): string {
  return clockOf(zone).format(timeMs);
}

/** By zone: making one takes longer than all else that is said of an event. */
const clocks = new Map<string, Intl.DateTimeFormat>();
const MOST_CLOCKS = 100;

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  if (clocks.size >= MOST_CLOCKS) clocks.clear();
  // Sweden writes dates the ISO way.
  const made = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  clocks.set(zone, made);
  return made;
}

function formatBytes(value: number, unit: string): string {
  let scaled = value;
  let step = 0;
  while (Math.abs(scaled) >= 1024 && step < BINARY.length - 1) {
    scaled /= 1024;
    step++;
  }
  return `${formatNumber(scaled)} ${BINARY[step]}${unit}`;
}

/** Enough digits to tell values apart, and no more: 0.0123, 1.23, 83.2, 12345. */
function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 1000 || Number.isInteger(value)) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}
