/*
 * All targets at once, as every page needs them: who they are, and whether they are heard. Asked for once, then only
 * what changes is told.
 *
 *   page ── {type: fleet} ─────► hub         from here on changes are told
 *   page ◄─ {type: fleet} ────── hub         at once, with nothing in it but the revision; then whenever something changes
 *   page ── GET /api/v1/fleet ─► collector   the list; asked for again when a message names another revision
 *
 * Promises
 * - What was told after the page asked for changes, and before the list came, holds on top of the list.
 * - `silent` is the collector's word, by its own clock: a cut between page and collector makes nobody silent.
 * - A target is silent after `SILENT_AFTER_INTERVALS` without news. News is any row of its own; where a probe says how
 *   it went, only a row that says it worked.
 * - Everything lies in the sight of the caller; beyond `FLEET_TARGETS` targets the list says where it was cut.
 */

/** Targets in one list; a site with more asks by organisation. */
export const FLEET_TARGETS = 20_000;
/** Intervals without news after which a target is called silent. */
export const SILENT_AFTER_INTERVALS = 2.5;
/** Subjects that are named of a target that only pushes. */
export const FLEET_SUBJECTS = 4;

/** By which ways a target is heard: bits of `FleetColumns.heardBy`. */
export const HEARD_BY = {
  /** An agent runs on it. */
  agent: 1,
  /** An agent or the collector asks or judges it from outside. */
  asked: 2,
  /** It pushes by itself: line protocol, remote write, OTLP. */
  pushed: 4,
} as const;

/** One array a field; the n-th of each is that of the n-th target. Numbers name `texts` or `organisations` by place. */
export interface FleetColumns {
  id: string[];
  name: string[];
  /** How it calls itself; empty where that is its name. */
  host: string[];
  address: string[];
  organisation: number[];
  kind: number[];
  zone: number[];
  room: number[];
  rack: number[];
  /** Lowest unit of its rack that it fills, from the bottom, and how many; 0: not known. */
  rackUnit: number[];
  rackUnits: number[];
  /** As people say, or else as the device last said. */
  vendor: number[];
  model: number[];
  owner: number[];
  contract: number[];
  /** 1 where it is to be asked over the network. */
  polled: number[];
  /** `HEARD_BY` of what was heard since the collector started. */
  heardBy: number[];
  /** How long before `madeAtMs` it was heard; null: never. */
  heardAgoMs: (number | null)[];
  /** How often news are expected; 0: not known. */
  intervalMs: number[];
  silent: number[];
}

/** Something that people use, made of targets: a group that says so. */
export interface FleetSystem {
  id: string;
  name: string;
  /** Place in `organisations`. */
  organisation: number;
  /** Places in the columns. */
  targets: number[];
}

/** `GET /api/v1/fleet`. */
export interface FleetAnswer {
  /** Other than before: targets, groups or organisations are not the same. */
  revision: number;
  /** Grows with each change of who is heard; one that was told is in every list with the same or a greater one. */
  version: number;
  madeAtMs: number;
  /** There are more targets than these; null: all are here. */
  truncatedAt: number | null;
  /** What many targets have in common. */
  texts: string[];
  organisations: { id: string; name: string; zone: string }[];
  targets: FleetColumns;
  systems: FleetSystem[];
  /** Of targets that only push: by place, the first words of what they send, such as `nginx`. */
  subjects: [place: number, names: string[]][];
}

/** Fell silent, is heard again, or was heard for the first time. */
export interface FleetChange {
  id: string;
  heardAtMs: number;
  intervalMs: number;
  heardBy: number;
  silent: boolean;
}

/** What is told of the fleet on the live socket. */
export interface FleetNews {
  type: 'fleet';
  revision: number;
  version: number;
  changes: FleetChange[];
}
