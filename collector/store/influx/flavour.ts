import type { Retention } from '../embedded/tiers.ts';
import type { StoreWarning } from '../store.ts';
import type { Conflict, WriteRefusal } from './conflicts.ts';
import type { InfluxDoor } from './influx-door.ts';

/** Where roll-ups live: a retention policy, or what a version has in its place. */
export type RollupPolicy = 'ward_1m' | 'ward_1h';

/** What was found, or made, over there. */
export interface FoundDatabase {
  /** How long it keeps samples; infinite when it never forgets, or does not tell. */
  keepsMs: number;
  warnings: StoreWarning[];
}

/**
 * What the versions of InfluxDB do each in its own way; lines are written and InfluxQL is asked alike. A method that
 * cannot do its work rejects with a `StoreUnavailableError` that says what is to be changed over there.
 */
export interface InfluxFlavour {
  /** What signs a request in; undefined where nobody needs to. */
  readonly authorization: string | undefined;
  /** Parameters of `/write` and `/query` that name the place of samples, or of a roll-up. */
  place(policy: RollupPolicy | undefined): string;
  /** Makes what is missing, gives what we made the times of now, and looks at the rest. */
  prepare(door: InfluxDoor, retention: Retention): Promise<FoundDatabase>;
  /** The fields whose type made a write fail. */
  conflicts(refusal: WriteRefusal, lines: Buffer): Conflict[];
  /** Deletes everything of a target; false where the version cannot, and what is there must not be shown. */
  deleteTarget(door: InfluxDoor, tag: string): Promise<boolean>;
  /** Deletes samples before a time; false where the version cannot. */
  deleteBefore(door: InfluxDoor, timeMs: number): Promise<boolean>;
}

/** The warning that a place keeps samples shorter or longer than the configuration says; none where it fits. */
export function retentionWarnings(where: string, keepsMs: number, wantedMs: number): StoreWarning[] {
  const wanted = wantedMs > 0 ? wantedMs : Number.POSITIVE_INFINITY;
  if (keepsMs === wanted) return [];
  return [
    {
      code: keepsMs < wanted ? 'short_retention' : 'long_retention',
      found: `${where}: ${inWords(keepsMs)}`,
      wanted: inWords(wanted),
    },
  ];
}

/** As people write it in a configuration: `30d`, `36h`, `90m`; `forever`. */
function inWords(durationMs: number): string {
  if (durationMs === Number.POSITIVE_INFINITY) return 'forever';
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
  ] as const;
  for (const [unit, unitMs] of units) if (durationMs % unitMs === 0) return `${durationMs / unitMs}${unit}`;
  return `${durationMs / 1000}s`;
}

const UNIT_MS: Record<string, number> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** Reads `720h0m0s`, `30d`, `none`; 0 is for ever. NaN for what is written in another way. */
export function parseDuration(text: string): number {
  if (text === 'none') return Number.POSITIVE_INFINITY;
  if (!/^(\d+[smhdw])+$/.test(text)) return Number.NaN;
  let durationMs = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)([smhdw])/g)) durationMs += Number(count) * UNIT_MS[unit];
  return durationMs > 0 ? durationMs : Number.POSITIVE_INFINITY;
}
