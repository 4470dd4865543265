import {
  cellName,
  type Learned,
  type RawSection,
  type RawValue,
  type SectionSource,
} from '../profile/engine/raw.ts';
import type { Cell, Section } from '../profile/profile.ts';
import { joinColumns } from './join-columns.ts';
import type { Oid, SnmpSession, SnmpValue, WalkEnd, WalkedColumn } from './snmp-session.ts';

/**
 * What a device has and has not, so that it is not asked each time for what it never had. OID → UTC ms until which it
 * is not asked; `true` for what it has had.
 */
export type Presence = Map<Oid, number | true>;

/** Something may be plugged in, or a firmware may begin to answer: asked again after this. */
const ABSENT_FOR_MS = 10 * 60_000;

export interface SnmpSourceOptions {
  learned: Learned;
  presence: Presence;
  /** UTC ms. */
  nowMs: number;
}

/** Reads sections over SNMP: all scalars in as few requests as can be, the columns of a table side by side. */
export function snmpSource(
  session: SnmpSession,
  { learned, presence, nowMs }: SnmpSourceOptions,
): SectionSource {
  return { scalars, table, figures: session.figures };

  async function scalars(sections: readonly Section[], signal: AbortSignal): Promise<RawSection[]> {
    const cells = sections.flatMap((section) => cellsOf(section));
    const values = await getAll(
      cells.flatMap(({ places }) => places),
      signal,
    );
    return sections.map((section) => ({
      indexes: [''],
      columns: cellsOf(section).map(({ name, places }) => [rawValue(name, places, values)]),
      skipped: [],
    }));
  }

  async function table(section: Section, signal: AbortSignal): Promise<RawSection> {
    const cells = cellsOf(section);
    const once = cells.filter(({ cell }) => cell.once);
    const values = await getAll(
      once.flatMap(({ places }) => places),
      signal,
    );
    const walked = await walkAll(
      cells.filter(({ cell }) => !cell.once).flatMap(({ places }) => places),
      section,
      signal,
    );
    const columns = cells.map(({ name, cell, places }) => {
      if (cell.once) return { once: rawValue(name, places, values) };
      return { walked: walked.get(place(name, places, (oid) => isFilled(walked.get(oid)))), key: cell.key };
    });
    const names = cells.map(({ cell }) => cell);
    return {
      ...joinColumns(columns, Object.keys(section.read), section.trim_index),
      skipped: skippedOf(section, names, walked),
    };
  }

  /** The cells of a section with the places where each may be: one, unless it has to be found out. */
  function cellsOf(section: Section): { name: string; cell: Cell; places: readonly Oid[] }[] {
    return Object.entries(section.read).map(([key, cell]) => {
      const name = cellName(section, key);
      const known = learned.places[name];
      if (cell.one_of === undefined) return { name, cell, places: [cell.oid as Oid] };
      return {
        name,
        cell,
        places: known !== undefined && cell.one_of.includes(known) ? [known] : cell.one_of,
      };
    });
  }

  /** Of several places the first that has something; which one is learned. */
  function place(name: string, places: readonly Oid[], has: (oid: Oid) => boolean): Oid {
    const found = places.find(has);
    const isKnown = learned.places[name] !== undefined;
    if (found !== undefined && places.length > 1) learned.places[name] = found;
    if (found === undefined && isKnown) delete learned.places[name];
    return found ?? (places[0] as Oid);
  }

  function rawValue(
    name: string,
    places: readonly Oid[],
    values: ReadonlyMap<Oid, SnmpValue>,
  ): RawValue | undefined {
    return values.get(place(name, places, (oid) => values.has(oid)));
  }

  async function getAll(oids: readonly Oid[], signal: AbortSignal): Promise<Map<Oid, SnmpValue>> {
    const asked = [...new Set(oids)].filter(isWanted);
    if (asked.length === 0) return new Map();
    const values = await session.get(asked, signal);
    const found = new Map<Oid, SnmpValue>();
    for (const [i, oid] of asked.entries()) {
      const value = values[i];
      notePresence(presence, oid, value !== undefined, nowMs);
      if (value !== undefined) found.set(oid, value);
    }
    return found;
  }

  async function walkAll(
    oids: readonly Oid[],
    section: Section,
    signal: AbortSignal,
  ): Promise<Map<Oid, WalkedColumn>> {
    const asked = [...new Set(oids)].filter((oid) => comesAndGoes(section) || isWanted(oid));
    if (asked.length === 0) return new Map();
    const columns = await session.walk(asked, { maxRows: section.max_rows }, signal);
    for (const [i, oid] of asked.entries()) {
      const { indexes, end } = columns[i] as WalkedColumn;
      if (indexes.length > 0 || end === 'whole') notePresence(presence, oid, indexes.length > 0, nowMs);
    }
    return new Map(asked.map((oid, i) => [oid, columns[i] as WalkedColumn]));
  }

  function isWanted(oid: Oid): boolean {
    return isWorthAsking(presence, oid, nowMs);
  }
}

/** False while it is known that the device has no such thing. */
export function isWorthAsking(presence: Presence, oid: Oid, nowMs: number): boolean {
  const untilMs = presence.get(oid);
  // A clock that was set back must not make it wait longer.
  return untilMs === undefined || untilMs === true || nowMs >= untilMs || untilMs - nowMs > ABSENT_FOR_MS;
}

/** Writes down whether the device had it; what was there once is asked for each time. */
export function notePresence(presence: Presence, oid: Oid, isThere: boolean, nowMs: number): void {
  if (isThere) presence.set(oid, true);
  else if (presence.get(oid) !== true) presence.set(oid, nowMs + ABSENT_FOR_MS);
}

/** A list of alarms is empty on a good day. */
function comesAndGoes({ volatile, readings }: Section): boolean {
  return volatile ?? readings.some(({ metric }) => metric === 'device.alarm');
}

function isFilled(column: WalkedColumn | undefined): boolean {
  return column !== undefined && column.indexes.length > 0;
}

const UNFINISHED: Readonly<Record<Exclude<WalkEnd, 'whole'>, string>> = {
  too_many_rows: 'has more rows than are read',
  not_increasing: 'the device repeats itself, so that the walk was ended',
  refused: 'the device refused to go on',
};

/** Columns that did not come whole, for people: one line for each way in which a section's walk ended. */
function skippedOf(
  { name, max_rows: maxRows }: Section,
  cells: readonly Cell[],
  walked: ReadonlyMap<Oid, WalkedColumn>,
): RawSection['skipped'] {
  const ends = new Set<WalkEnd>();
  for (const { oid, one_of: places } of cells)
    for (const each of places ?? [oid as Oid]) ends.add(walked.get(each)?.end ?? 'whole');
  ends.delete('whole');
  return [...ends].map((end) => ({
    what: name,
    why:
      end === 'too_many_rows' ? `${UNFINISHED[end]}: ${maxRows}` : UNFINISHED[end as keyof typeof UNFINISHED],
  }));
}
