import type { Value } from '../expression/expression.ts';
import type { Cell } from '../profile.ts';
import { isNumber } from '../section-cells.ts';
import type { RawValue } from './raw.ts';
import {
  dateText,
  hexText,
  ipText,
  macText,
  matchedText,
  octetsNumber,
  rawNumber,
  rawText,
} from './raw-text.ts';

/** Says why a value that came is not taken. */
export type Note = (why: string) => void;

/** Turns the raw values of one cell into numbers, words and texts; the same for all devices of a family. */
export interface CellReader {
  /** Scales among which each device has its own; empty when there is one. */
  scales: readonly number[];
  /** NaN when there is nothing, or nothing that counts. `scale`: that of the device, for cells with several. */
  read(raw: RawValue | undefined, scale: number | undefined, note?: Note): Value;
  /** The scales that bring this value into its range. */
  fitting(raw: RawValue): number[];
}

/** Compiles a cell. */
export function cellReader(cell: Cell): CellReader {
  const { as, words, otherwise, scale, within } = cell;
  const match = cell.match === undefined ? undefined : new RegExp(cell.match, 'iu');
  const ignored = new Set(cell.ignore?.map(String));
  const ignoredNumbers = new Set(cell.ignore?.filter((each) => typeof each === 'number'));
  const scales = Array.isArray(scale) ? scale : [];
  const fixedScale = typeof scale === 'number' ? scale : 1;

  return { scales, read, fitting };

  function read(raw: RawValue | undefined, deviceScale: number | undefined, note?: Note): Value {
    if (raw === undefined) return Number.NaN;
    const taken = match === undefined ? raw : match.exec(matchedText(rawText(raw)))?.[1];
    if (taken === undefined) return nothing(note, () => `"${rawText(raw)}" does not match ${cell.match}`);
    if (isIgnored(taken)) return nothing(note, () => `${rawText(taken)} means that there is nothing`);
    if (words !== undefined) return word(taken, note);
    if (!isNumber(as)) return text(taken);
    return number(taken, deviceScale, note);
  }

  function isIgnored(raw: RawValue): boolean {
    if (ignored.size === 0) return false;
    if (typeof raw === 'number' || typeof raw === 'bigint') return ignored.has(String(raw));
    return ignored.has(rawText(raw)) || (ignoredNumbers.size > 0 && ignoredNumbers.has(rawNumber(raw)));
  }

  function word(raw: RawValue, note?: Note): Value {
    const key = rawText(raw);
    const found = Object.hasOwn(words ?? {}, key) ? words?.[key] : otherwise;
    return found ?? nothing(note, () => `"${key}" has no meaning in the profile`);
  }

  function text(raw: RawValue): Value {
    return TEXTS[as as keyof typeof TEXTS](raw) || Number.NaN;
  }

  function number(raw: RawValue, deviceScale: number | undefined, note?: Note): Value {
    const value = numberOf(raw);
    if (Number.isNaN(value)) return nothing(note, () => `"${rawText(raw)}" is no number`);
    const chosen = deviceScale ?? (scales.length === 0 ? fixedScale : fitting(raw)[0]);
    const final = chosen === undefined ? Number.NaN : converted(value, chosen);
    if (isWithin(final)) return final;
    return nothing(note, () =>
      Number.isNaN(final) && chosen !== undefined
        ? `${value} cannot be converted`
        : `${tidy(Number.isNaN(final) ? value : final)} is not within ${within?.join(' … ')}`,
    );
  }

  function numberOf(raw: RawValue): number {
    return as === 'octets' ? octetsNumber(raw) : rawNumber(raw);
  }

  function fitting(raw: RawValue): number[] {
    const value = numberOf(raw);
    return scales.filter((each) => isWithin(converted(value, each)));
  }

  function converted(value: number, factor: number): number {
    const scaled = scaledBy(value, factor);
    return cell.convert === undefined ? scaled : CONVERTERS[cell.convert](scaled);
  }

  function isWithin(value: number): boolean {
    if (within === undefined) return !Number.isNaN(value);
    return value >= within[0] && value <= within[1];
  }
}

const TEXTS = { text: rawText, mac: macText, hex: hexText, ip: ipText, date: dateText } as const;

const CONVERTERS: Readonly<Record<NonNullable<Cell['convert']>, (value: number) => number>> = {
  optic_power: (value) => (value <= 0 ? scaledBy(value, 0.01) : decibels(value / 1_000)),
  milliwatt_to_dbm: decibels,
  microwatt_to_dbm: (value) => decibels(value / 1_000),
  fahrenheit: (value) => tidy(((value - 32) * 5) / 9),
  kibibytes: (value) => value * 1024,
  mebibytes: (value) => value * 1024 ** 2,
  ticks: (value) => value / 100,
};

/** dBm of milliwatts; no light at all has none. */
function decibels(milliwatts: number): number {
  return milliwatts > 0 ? tidy(10 * Math.log10(milliwatts)) : Number.NaN;
}

/** 3 × 0.1 is 0.30000000000000004, 3 ÷ 10 is 0.3: it is shorter to keep, and right. */
function scaledBy(value: number, factor: number): number {
  if (factor === 1) return value;
  const divisor = Math.round(1 / factor);
  return divisor > 1 && 1 / divisor === factor ? value / divisor : value * factor;
}

/** Without the dust that floating point leaves behind the ninth decimal. */
export function tidy(value: number): number {
  if (Number.isInteger(value) || !(Math.abs(value) < 1e6)) return value;
  return Math.round(value * 1e9) / 1e9;
}

function nothing(note: Note | undefined, why: () => string): number {
  note?.(why().slice(0, 200));
  return Number.NaN;
}
