/*
 * Lengths of time and sizes as people type them, and back.
 */

const SPAN_UNITS: readonly [unit: string, ms: number][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
];
const SPAN_PART = /^(\d+(?:\.\d+)?)\s*(d|h|min|m|s|天|小时|分钟|分|秒)/;
const SAME_UNIT: Readonly<Record<string, string>> = {
  min: 'm',
  天: 'd',
  小时: 'h',
  分钟: 'm',
  分: 'm',
  秒: 's',
};

/** `1h 30m`, `2 天`; NaN for what is none. */
export function parseSpan(text: string): number {
  let rest = text.trim().toLowerCase();
  if (rest === '0') return 0;
  if (rest === '') return Number.NaN;
  let sum = 0;
  while (rest !== '') {
    const part = SPAN_PART.exec(rest);
    if (!part) return Number.NaN;
    const unit = SAME_UNIT[part[2]] ?? part[2];
    sum += Number(part[1]) * (SPAN_UNITS.find(([name]) => name === unit)?.[1] ?? Number.NaN);
    rest = rest.slice(part[0].length).trim();
  }
  return Math.round(sum);
}

/** `1h30m`; `0` for none at all. */
export function spanText(ms: number): string {
  let rest = ms;
  let text = '';
  for (const [unit, unitMs] of SPAN_UNITS) {
    const count = unit === 's' ? rest / unitMs : Math.floor(rest / unitMs);
    if (count === 0) continue;
    text += `${count}${unit}`;
    rest -= count * unitMs;
  }
  return text || '0';
}

const SIZE_UNITS = ['b', 'kb', 'mb', 'gb', 'tb', 'pb'];
const SHOWN_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
const SIZE = /^(\d+(?:[.,]\d+)?)\s*([kmgtp]?)(?:i?b)?$/;

/** `500 MB`, `2G`, `1024`; units are of 1,024, as sizes are shown. NaN for what is none. */
export function parseBytes(text: string): number {
  const found = SIZE.exec(text.trim().toLowerCase());
  if (!found) return Number.NaN;
  return Math.round(Number(found[1].replace(',', '.')) * 1024 ** SIZE_UNITS.indexOf(`${found[2]}b`));
}

/** `500 MiB`, exact: a size that is no round number stays in bytes. */
export function bytesText(bytes: number): string {
  let step = 0;
  let rest = bytes;
  while (step < SIZE_UNITS.length - 1 && rest >= 1024 && Number.isInteger((rest / 1024) * 10)) {
    rest /= 1024;
    step++;
  }
  return `${rest} ${SHOWN_UNITS[step]}`;
}
