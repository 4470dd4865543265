import type { Retention } from '../embedded/tiers.ts';
import type { StoreWarning } from '../store.ts';

const SECOND = 1_000;
const DAY = 86_400 * SECOND;
/** As the server counts them; a number without a unit is months of 31 days. */
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: SECOND,
  m: 60 * SECOND,
  h: 3_600 * SECOND,
  d: DAY,
  w: 7 * DAY,
  y: 365 * DAY,
};
const MONTH = 31 * DAY;

/** What a server says about itself on its page of figures; what it does not say is undefined. */
export interface VictoriaSettings {
  retentionMs?: number;
  retention?: string;
  dedupMs?: number;
  dedup?: string;
  /** How long rows may stay in memory, where that can be set. */
  inMemoryMs?: number;
  /** When its process was started, as it counts. */
  started?: string;
  /** Flags that make other names or other values of what we write, as `-flag=value`. */
  bent: string[];
  /** Rows that it left out since it was started, whoever sent them, by the reason. */
  skipped: Map<string, number>;
}

/** What these flags have to be, for what was written to come back. */
const STRAIGHT: Readonly<Record<string, string>> = {
  influxMeasurementFieldSeparator: '_',
  influxSkipMeasurement: 'false',
  influxSkipSingleField: 'false',
  influxTrimTimestamp: '1ms',
  precisionBits: '64',
};

/** Reads the page of figures; no page, no settings. */
export function parseSettings(page: string | undefined): VictoriaSettings {
  const settings: VictoriaSettings = { bent: [], skipped: new Map() };
  for (const line of page?.split('\n') ?? []) {
    const flag = /^flag\{name="([^"]+)", ?value="([^"]*)"/.exec(line);
    if (flag) readFlag(settings, flag[1], flag[2]);
    const skipped = /^vm_rows_(?:ignored|invalid)_total\{(?:reason="(\w+)"|type="(influx)")\} (\d+)/.exec(
      line,
    );
    if (skipped && skipped[3] !== '0')
      settings.skipped.set(skipped[1] ?? 'not_understood', Number(skipped[3]));
    const started = /^vm_app_start_timestamp (\S+)/.exec(line);
    if (started) settings.started = started[1];
  }
  return settings;
}

function readFlag(settings: VictoriaSettings, name: string, value: string): void {
  const straight = STRAIGHT[name];
  if (straight !== undefined && value !== straight) settings.bent.push(`-${name}=${value}`);
  if (name === 'retentionPeriod') {
    settings.retention = value;
    settings.retentionMs = durationMs(value);
  } else if (name === 'inmemoryDataFlushInterval') settings.inMemoryMs = durationMs(value);
  else if (name === 'dedup.minScrapeInterval') {
    settings.dedup = value;
    settings.dedupMs = durationMs(value);
  }
}

/** `1` (months), `12w`, `1h30m0s`; undefined for what is none of these. */
export function durationMs(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * MONTH;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwy])/g)];
  if (parts.map(([part]) => part).join('') !== text || parts.length === 0) return undefined;
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * UNITS[unit], 0);
}

/** What people should change over there; `keepsDoubles` is what a sample that was written twice has shown. */
export function warningsOf(
  settings: VictoriaSettings,
  retention: Retention,
  keepsDoubles: boolean | undefined,
): StoreWarning[] {
  const warnings: StoreWarning[] = [];
  const { retentionMs, dedupMs } = settings;
  if (keepsDoubles ?? dedupMs === 0) {
    const found = settings.dedup ?? 'a sample that is written twice is answered twice';
    warnings.push({
      code: 'no_deduplication',
      found: `-dedup.minScrapeInterval: ${found}`,
      wanted: '-dedup.minScrapeInterval=1ms',
    });
  }
  if (dedupMs !== undefined && dedupMs > SECOND) {
    warnings.push({
      code: 'coarse_deduplication',
      found: `-dedup.minScrapeInterval=${settings.dedup}`,
      wanted: '-dedup.minScrapeInterval=1ms',
    });
  }
  // Long spans are answered from samples here, so that these are kept as long as the longest roll-up.
  const longestMs = Math.max(retention.rawMs, retention.minuteMs, retention.hourMs);
  if (retentionMs !== undefined && longestMs > 0) {
    const stands = {
      found: `-retentionPeriod=${settings.retention}`,
      wanted: `-retentionPeriod=${days(longestMs)}d`,
    };
    if (retentionMs < longestMs) warnings.push({ code: 'short_retention', ...stands });
    else if (retentionMs > longestMs + 2 * MONTH) warnings.push({ code: 'long_retention', ...stands });
  }
  return warnings;
}

function days(ms: number): number {
  return Math.ceil(ms / DAY);
}

/** What the server left out between two looks, for the log; undefined when it left out nothing. */
export function skippedSince(before: VictoriaSettings, now: VictoriaSettings): string | undefined {
  if (before.started !== now.started) return undefined;
  const more = [...now.skipped]
    .map(([reason, count]) => ({ reason, count: count - (before.skipped.get(reason) ?? 0) }))
    .filter(({ count }) => count > 0)
    .map(({ reason, count }) => `${count} (${reason})`);
  if (more.length === 0) return undefined;
  return `the server left out rows, of all who write to it: ${more.join(', ')}`;
}
