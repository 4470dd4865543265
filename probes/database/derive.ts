import type { Column } from '#protocol/schema.ts';
import { databaseMetrics } from '#protocol/vocabulary/database.ts';
import { columnOf } from '../metrics.ts';
import type { Memory, Reading } from '../probe.ts';
import {
  addUse,
  daysUntilFull,
  newHistory,
  type SavedHistory,
  type SpaceHistory,
  savedHistory,
} from './days-until-full.ts';

/** Spaces of which it is known how they grow; of those beyond it is not told when they are full. */
const MOST_SPACES = 500;
/** What grew over the days is written down this often, and at the end. */
const SAVED_EVERY_MS = 6 * 3_600_000;
/** They fill and empty with the work that is under way. */
const PASSING_TYPES = ['temporary', 'undo'];

/** Makes of what the statements brought what is the same for every database. */
export interface Deriver {
  /** `isFresh`: whether a column was read just now, and is not sent again as it was. */
  derive(readings: readonly Reading[], isFresh: (column: Column) => boolean, nowMs: number): Reading[];
  save(nowMs: number): void;
}

export interface DeriverOptions {
  /** Limits that the settings give, bytes by the name of the space. */
  spaceLimits: Readonly<Record<string, number>>;
  memory: Memory | undefined;
  /** Under which the growth of this database is kept. */
  key: string;
}

/** What is known of one space at one moment; its columns stay the same objects. */
interface Space {
  history: SpaceHistory;
  columns: Readonly<Record<'limit_bytes' | 'used_percent' | 'days_until_full', Column>>;
}

/**
 * Derives the share of sessions, what the cache answered since the last time, and of each space its share of the real
 * limit and the days until it is full.
 */
export function createDeriver({ spaceLimits, memory, key }: DeriverOptions): Deriver {
  const sessionsPercent = columnNamed('database.sessions_percent', []);
  const logColumns = new Map<string, Column>();
  const saved = recall(memory?.get(key));
  const hits = hitShare();
  const spaces = new Map<string, Space>();
  let savedAtMs = Number.NaN;

  return {
    derive(readings, isFresh, nowMs) {
      const derived = [
        ...sessions(readings),
        ...hits(readings),
        ...logs(readings),
        ...spaceReadings(readings, isFresh, nowMs),
      ];
      if (Number.isNaN(savedAtMs) || nowMs < savedAtMs) savedAtMs = nowMs;
      if (nowMs - savedAtMs >= SAVED_EVERY_MS) this.save(nowMs);
      return derived;
    },
    save(nowMs) {
      savedAtMs = nowMs;
      if (spaces.size === 0) return;
      memory?.set(
        key,
        Object.fromEntries([...spaces].map(([name, { history }]) => [name, savedHistory(history)])),
      );
    },
  };

  function sessions(readings: readonly Reading[]): Reading[] {
    const value = (name: string) => readings.find(({ column }) => column.metric === name)?.value;
    const used = value('database.sessions');
    const limit = value('database.sessions_limit');
    if (used === undefined || limit === undefined || value(sessionsPercent.metric) !== undefined) return [];
    return [{ column: sessionsPercent, value: percent(used, limit) }];
  }

  /** Of a log that has no limit of its own but the disk, which only the settings know. */
  function logs(readings: readonly Reading[]): Reading[] {
    const told = (metric: string, log: string | undefined) =>
      readings.some(({ column }) => column.metric === metric && column.labels.log === log);
    return readings.flatMap(({ column: { metric, labels }, value }) => {
      const limit = spaceLimits[labels.log ?? ''];
      if (metric !== 'database_log.size_bytes' || limit === undefined) return [];
      if (told('database_log.used_percent', labels.log)) return [];
      const column =
        logColumns.get(labels.log ?? '') ?? columnNamed('database_log.used_percent', [labels.log ?? '']);
      logColumns.set(labels.log ?? '', column);
      return [{ column, value: percent(value, limit) }];
    });
  }

  function spaceReadings(
    readings: readonly Reading[],
    isFresh: (column: Column) => boolean,
    nowMs: number,
  ): Reading[] {
    const told = new Map<string, Reading>();
    for (const reading of readings) {
      const { metric, labels } = reading.column;
      if (metric.startsWith('database_space.')) told.set(`${metric} ${spaceKey(labels)}`, reading);
    }
    return [...told.values()]
      .filter(({ column }) => column.metric === 'database_space.used_bytes')
      .flatMap(({ column, value: used }) => {
        const { labels } = column;
        const name = spaceKey(labels);
        const find = (field: string) => told.get(`database_space.${field} ${name}`)?.value;
        const space = spaceOf(name, labels);
        if (space === undefined) return [];
        if (isFresh(column)) addUse(space.history, nowMs, used);
        const made: Reading[] = [];
        const limit = spaceLimits[labels.space ?? ''] ?? find('limit_bytes');
        if (limit === undefined) return made;
        const { limit_bytes, used_percent, days_until_full } = space.columns;
        if (find('limit_bytes') === undefined) made.push({ column: limit_bytes, value: limit });
        if (find('used_percent') === undefined)
          made.push({ column: used_percent, value: percent(used, limit) });
        if (find('days_until_full') === undefined && !PASSING_TYPES.includes(labels.type ?? ''))
          made.push({ column: days_until_full, value: daysUntilFull(space.history, used, limit) });
        return made;
      });
  }

  function spaceOf(name: string, labels: Column['labels']): Space | undefined {
    const known = spaces.get(name);
    if (known !== undefined || spaces.size >= MOST_SPACES) return known;
    const column = (field: string) =>
      columnNamed(`database_space.${field}`, [labels.space ?? '', labels.type ?? '']);
    const space = {
      history: newHistory(saved[name]),
      columns: {
        limit_bytes: column('limit_bytes'),
        used_percent: column('used_percent'),
        days_until_full: column('days_until_full'),
      },
    };
    spaces.set(name, space);
    return space;
  }
}

/** What the cache answered of all reads since the last time; NaN the first time, and after a start of the server. */
function hitShare(): (readings: readonly Reading[]) => Reading[] {
  const column = columnNamed('database.cache_hit_percent', []);
  let before = { hits: Number.NaN, misses: Number.NaN };
  let share = Number.NaN;
  return (readings) => {
    const value = (name: string) => readings.find((reading) => reading.column.metric === name)?.value;
    const hits = value('database.cache_hits_total');
    const misses = value('database.cache_misses_total');
    if (hits === undefined || misses === undefined || value(column.metric) !== undefined) return [];
    const more = { hits: hits - before.hits, misses: misses - before.misses };
    before = { hits, misses };
    // Nothing was read since: what was said before still stands.
    if (more.hits === 0 && more.misses === 0) return [{ column, value: share }];
    share = more.hits >= 0 && more.misses >= 0 ? percent(more.hits, more.hits + more.misses) : Number.NaN;
    return [{ column, value: share }];
  };
}

function spaceKey({ space = '', type = '' }: Column['labels']): string {
  return `${type} ${space}`;
}

function percent(used: number, limit: number): number {
  return limit > 0 ? (100 * used) / limit : Number.NaN;
}

function columnNamed(name: string, labels: readonly string[]): Column {
  const definition = databaseMetrics.find((each) => each.name === name);
  if (definition === undefined) throw new Error(`the vocabulary has no ${name}`);
  return columnOf(definition, labels);
}

/** Another version of the program may have written it. */
function recall(written: unknown): Readonly<Record<string, SavedHistory>> {
  if (typeof written !== 'object' || written === null) return {};
  const isSaved = (each: unknown): each is SavedHistory =>
    typeof each === 'object' &&
    each !== null &&
    Number.isInteger((each as SavedHistory).hour) &&
    Array.isArray((each as SavedHistory).kib) &&
    (each as SavedHistory).kib.every((kib) => kib === null || Number.isFinite(kib));
  return Object.fromEntries(Object.entries(written).filter(([, each]) => isSaved(each)));
}
