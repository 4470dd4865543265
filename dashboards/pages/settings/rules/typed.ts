import { bytesText, parseBytes, parseSpan } from '../../jobs/quantities.ts';

/*
 * What people type into the fields of a rule, as numbers; NaN for nothing and for what is none.
 */

/** A plain number; a comma as people type it will do for the point. */
export function parseNumber(text: string): number {
  const trimmed = text.trim().replace('，', ',').replace(',', '.');
  return trimmed === '' ? Number.NaN : Number(trimmed);
}

/** A value in the unit of its metric: sizes may be typed as `10 GiB`, all others are plain numbers. */
export function parseQuantity(text: string, unit: string): number {
  const number = parseNumber(text);
  return Number.isNaN(number) && isSize(unit) ? parseBytes(text) : number;
}

/** A value as it stands in its field; what is read back from it is the same number. */
export function quantityText(value: number | undefined, unit: string): string {
  if (value === undefined || Number.isNaN(value)) return '';
  if (!isSize(unit) || !Number.isInteger(value) || value < 1024) return String(value);
  return bytesText(value);
}

/** Sizes bring their unit along in the text. */
export function isSize(unit: string): boolean {
  return unit === 'B' || unit === 'B/s';
}

export { spanText } from '../../jobs/quantities.ts';
export { parseSpan };
