import type { NewestValue } from '#collector/live/live-catalog.ts';
import { breathe, startSlice } from '#collector/threads/breathe.ts';
import type { Labels } from '#protocol/sample.ts';
import { compareFillings, type Filling, fillingOf, type Growth } from './growth.ts';
import type { GrownSeries } from './growth-book.ts';

/** Something that fills up: a table space, a file system. */
export interface Space extends Filling {
  target: string;
  /** Its name: of a table space, or the path of a mount. */
  name: string;
  /** `tablespace`, `disk`, …; of a mount the kind of file system. */
  type: string;
  usedBytes: number;
  allocatedBytes: number | null;
  limitBytes: number | null;
  usedPercent: number | null;
  growth: Growth['kind'];
  bytesPerDay: number | null;
  /** Of the newest value. */
  atMs: number;
  /** Nothing new of it has come since the collector was started: it is shown as it last was. */
  isOld: boolean;
}

/** What is known of the series of some targets now. */
export interface SpaceFacts {
  newest(field: string): Promise<readonly NewestValue[]>;
  grown: ReadonlyMap<string, readonly GrownSeries[]>;
}

/** Where what a space is made of stands, for each kind of space. */
export interface SpaceWords {
  nameLabel: string;
  typeLabel: string;
  /** The last part of the names of metrics. */
  used: string;
  usedPercent: string;
  allocated?: string;
  limit?: string;
  free?: string;
  days?: string;
  passingTypes: readonly string[];
}

export const DATABASE_SPACE: SpaceWords = {
  nameLabel: 'space',
  typeLabel: 'type',
  used: 'used_bytes',
  usedPercent: 'used_percent',
  allocated: 'allocated_bytes',
  limit: 'limit_bytes',
  days: 'days_until_full',
  // As the probe has it: they fill and empty with the work that is under way.
  passingTypes: ['temporary', 'undo'],
};

export const DISK: SpaceWords = {
  nameLabel: 'path',
  typeLabel: 'fstype',
  used: 'used',
  usedPercent: 'used_percent',
  allocated: 'total',
  free: 'free',
  passingTypes: [],
};

/** All spaces of some targets, the soonest full first. Others go on meanwhile. */
export async function spacesOf(words: SpaceWords, { newest, grown }: SpaceFacts): Promise<Space[]> {
  const field = async (name: string | undefined) =>
    name === undefined ? NOTHING : byKey(words, await newest(name));
  const used = await field(words.used);
  const percents = await field(words.usedPercent);
  const allocated = await field(words.allocated);
  const limits = await field(words.limit);
  const free = await field(words.free);
  const days = await field(words.days);
  const spaces = new Map<string, Space>();
  let isLong = startSlice();
  for (const [target, ofTarget] of grown) {
    if (isLong()) {
      await breathe();
      isLong = startSlice();
    }
    for (const { labels, growth, lastMs, lastBytes } of ofTarget) {
      const key = keyOf(words, target, labels);
      spaces.set(key, spaceOf(key, target, labels, growth, { value: lastBytes, timeMs: lastMs }));
    }
  }
  for (const [key, { target, labels }] of used) {
    if (!spaces.has(key)) spaces.set(key, spaceOf(key, target, labels, { kind: 'unknown' }, undefined));
  }
  await breathe();
  return [...spaces.values()].sort(compareSpaces);

  function spaceOf(
    key: string,
    target: string,
    labels: Labels,
    growth: Growth,
    last: { value: number; timeMs: number } | undefined,
  ): Space {
    const now = used.get(key);
    const usedBytes = now?.value ?? last?.value ?? Number.NaN;
    const freeBytes = free.get(key)?.value;
    const limitBytes =
      limits.get(key)?.value ?? (freeBytes === undefined ? undefined : usedBytes + freeBytes);
    const type = labels[words.typeLabel] ?? '';
    const filling = fillingOf({
      usedBytes,
      limitBytes: limitBytes ?? Number.NaN,
      growth,
      toldDays: days.get(key)?.value ?? Number.NaN,
      isPassing: words.passingTypes.includes(type),
    });
    return {
      target,
      name: labels[words.nameLabel] ?? '',
      type,
      ...filling,
      usedBytes,
      allocatedBytes: allocated.get(key)?.value ?? null,
      limitBytes: limitBytes ?? null,
      usedPercent: percents.get(key)?.value ?? shareOf(usedBytes, limitBytes),
      growth: growth.kind,
      bytesPerDay: growth.kind === 'unknown' ? null : growth.bytesPerDay,
      atMs: now?.timeMs ?? last?.timeMs ?? 0,
      isOld: now === undefined,
    };
  }
}

function compareSpaces(one: Space, other: Space): number {
  return compareFillings(one, other) || (one.name < other.name ? -1 : one.name > other.name ? 1 : 0);
}

const NOTHING: ReadonlyMap<string, NewestValue> = new Map();

function byKey(words: SpaceWords, values: readonly NewestValue[]): ReadonlyMap<string, NewestValue> {
  return new Map(values.map((value) => [keyOf(words, value.target, value.labels), value]));
}

/** Name and type tell them apart; other labels, such as the device under a mount, may change. */
function keyOf({ nameLabel, typeLabel }: SpaceWords, target: string, labels: Labels): string {
  return `${target}\n${labels[nameLabel] ?? ''}\n${labels[typeLabel] ?? ''}`;
}

function shareOf(usedBytes: number, limitBytes: number | undefined): number | null {
  return limitBytes !== undefined && limitBytes > 0 ? (100 * usedBytes) / limitBytes : null;
}
