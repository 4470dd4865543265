import { createDurations, type Durations } from './duration.ts';
import type { Language } from './language.ts';
import { lazily } from './lazily.ts';
import { createTimes, type Times } from './time.ts';

/** Everything that turns a number into text for people, in one language and one zone. */
export interface Formats extends Times, Durations {
  language: Language;
  zone: string;
  /** Between two items of one line: `、` or `, `. */
  list(items: readonly string[]): string;
  number(value: number, digits?: number): string;
  /** Shortened from 10,000 on: 12.3k, 1.2万. */
  compact(value: number): string;
  percent(value: number, digits?: number): string;
  bytes(value: number): string;
  bits(value: number): string;
  /** As `value`, without digits that say nothing: for thresholds. */
  limit(value: number, unit: string): string;
  /** A value with its unit as probes name it: `%`, `B`, `B/s`, `b/s`, `°C`, `s`, `ms`, `1`, `1/s`. */
  value(value: number | null, unit: string): string;
}

/** Stands for a value that there is not. */
export const NOTHING = '–';

const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
const DECIMAL_BITS = ['b', 'kb', 'Mb', 'Gb', 'Tb'];

/** Formats for a language and an IANA zone; without one, for that of the browser. */
export function createFormats(language: Language, zone: string | undefined): Formats {
  const byDigits = [0, 1, 2, 3].map((digits) =>
    lazily(
      () => new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
    ),
  );
  const plain = lazily(
    () =>
      new Intl.NumberFormat(language, {
        maximumSignificantDigits: 4,
        maximumFractionDigits: 2,
        roundingPriority: 'lessPrecision',
      }),
  );
  /** A rate of one in some minutes is not nothing. */
  const tiny = lazily(() => new Intl.NumberFormat(language, { maximumSignificantDigits: 1 }));
  const short = lazily(
    () => new Intl.NumberFormat(language, { notation: 'compact', maximumSignificantDigits: 3 }),
  );
  const ownZone = lazily(() => new Intl.DateTimeFormat().resolvedOptions().timeZone);
  const durations = createDurations(language);

  function number(value: number, digits?: number): string {
    if (!Number.isFinite(value)) return NOTHING;
    // The counts of the first picture: both languages write whole numbers alike, and need nothing made for it.
    if (!digits && Number.isSafeInteger(value)) return wholeText(value);
    if (digits !== undefined) return byDigits[Math.min(digits, 3)]().format(value);
    if (Math.abs(value) < 0.005 && Math.abs(value) >= 0.0001) return tiny().format(value);
    return (Number.isInteger(value) ? byDigits[0] : plain)().format(value);
  }

  function scaled(value: number, base: number, units: readonly string[]): string {
    if (!Number.isFinite(value)) return NOTHING;
    let rest = Math.abs(value);
    let step = 0;
    // 999.5 would print as 1000: it belongs to the next unit.
    while (rest >= 999.5 && step < units.length - 1) {
      rest /= base;
      step++;
    }
    const digits = step === 0 || rest >= 99.95 ? 0 : rest >= 9.995 ? 1 : 2;
    return `${number(value < 0 ? -rest : rest, digits)} ${units[step]}`;
  }

  const percent = (value: number, digits = 1) =>
    Number.isFinite(value) ? `${number(value, digits)}%` : NOTHING;
  const bytes = (value: number) => scaled(value, 1024, BINARY);
  const bits = (value: number) => scaled(value, 1000, DECIMAL_BITS);

  /** Short times exactly, long ones in their two largest units. */
  function time(ms: number): string {
    if (Math.abs(ms) < 60_000) return durations.precise(ms);
    return ms < 0 ? `-${durations.duration(-ms)}` : durations.duration(ms);
  }

  function value(given: number | null, unit: string): string {
    if (given === null || !Number.isFinite(given)) return NOTHING;
    if (unit === '%') return percent(given);
    if (unit === 'B') return bytes(given);
    if (unit === 'B/s') return `${bytes(given)}/s`;
    if (unit === 'b/s') return `${bits(given)}/s`;
    if (unit === 's') return time(given * 1000);
    if (unit === 'ms') return time(given);
    if (unit === 'min') return time(given * 60_000);
    if (unit === '1' || unit === '') return number(given);
    if (unit === 'd') return `${number(given)} ${language === 'zh-CN' ? '天' : 'd'}`;
    return `${number(given)} ${unit === '1/s' ? '/s' : unit}`;
  }

  const separator = language === 'zh-CN' ? '、' : ', ';
  return {
    language,
    get zone() {
      return zone ?? ownZone();
    },
    list: (items) => items.join(separator),
    number,
    compact: (given) =>
      !Number.isFinite(given) ? NOTHING : Math.abs(given) < 10_000 ? number(given) : short().format(given),
    percent,
    bytes,
    bits,
    value,
    limit: (given, unit) => (unit === '%' ? `${number(given)}%` : value(given, unit)),
    ...durations,
    ...createTimes(language, zone),
  };
}

function wholeText(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
