import type { Column } from '#protocol/schema.ts';
import type { Verdict } from '../admission.ts';
import type { PushIdentity } from '../identity.ts';
import { ByteTable } from './byte-table.ts';
import type { PushFault } from './push-fault.ts';
import { SeriesPush } from './series-push.ts';
import type { Place } from './sheet.ts';

/** Series kept at a time for one organisation; beyond it the shelf starts anew, which costs learning again and no data. */
const MAX_SERIES = 500_000;
const MAX_ORGANISATIONS = 1_000;
/** A series without a sample for this long no longer counts against the limit of its target. */
const IDLE_MS = 3_600_000;
/** Who looks for idle series looks at all of them: not more often than this. */
const SWEEP_EVERY_MS = 60_000;
const TELL_EVERY_MS = 3_600_000;
/** Keys and kinds of refusals that are remembered as told. */
const MAX_TOLD = 10_000;

/** What a series is, in words, before it has a schema: the columns of its rows, and the machine they are of. */
export interface SeriesDescription {
  host: string;
  columns: Column[];
}

/** What the doors count; grows only. */
export interface PushCounts {
  requests: number;
  samples: number;
  refused: number;
  /** Ends of series, as Prometheus marks them. */
  staleMarkers: number;
  /** Exemplars, native histograms and the like, for which Ward has no place. */
  passedOver: number;
  /** Requests that were no message of their protocol. */
  malformed: number;
}

export interface SeriesDeskOptions {
  /** Named by the schemas. */
  probe: string;
  /** Appends entries to the journal in the order of the calls; resolves when they are durable, with what was not taken. */
  push(
    sender: PushIdentity,
    entries: Uint8Array,
    count: number,
  ): Promise<Pick<Verdict, 'refused' | 'schemasNeeded'>>;
  targetForHost(organisation: string, host: string): Promise<string>;
  seriesPerTarget: number;
  /** Something of a key was refused; told once an hour for each kind of refusal. */
  onRefused(sender: PushIdentity, fault: PushFault, count: number, example: string): void;
}

/** The series of one organisation. */
export class Shelf {
  readonly #table = new ByteTable<Place>();
  readonly #limit: number;
  readonly #perTarget = new Map<string, number>();
  #sweptMs = 0;
  /** Another one after each `clear`: what was learned before must not come back. */
  generation = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  find(parent: number, bytes: Uint8Array, view: DataView, start: number, end: number) {
    return this.#table.find(parent, bytes, view, start, end);
  }

  /** Takes room for so many more series on a target, where there is some; `add` or `clear` follows. */
  takeRoom(target: string, more: number, nowMs: number): boolean {
    const used = () => this.#perTarget.get(target) ?? 0;
    if (used() + more > this.#limit) this.#dropIdle(nowMs);
    if (used() + more > this.#limit) return false;
    this.#perTarget.set(target, used() + more);
    return true;
  }

  add(parent: number, key: Uint8Array, series: Place): void {
    if (this.#table.size >= MAX_SERIES) this.clear();
    const known = this.#table.add(parent, key, series);
    if (known === series) return;
    // Refused before, or learned by another request at the same time.
    if (known.fault) Object.assign(known, series);
    else this.#leave(series);
  }

  clear(): void {
    this.#table.clear();
    this.#perTarget.clear();
    this.generation++;
  }

  #dropIdle(nowMs: number): void {
    if (nowMs - this.#sweptMs < SWEEP_EVERY_MS) return;
    this.#sweptMs = nowMs;
    this.#table.sweep((series) => {
      if (nowMs - series.atMs <= (series.fault ? 0 : IDLE_MS)) return false;
      this.#leave(series);
      return true;
    });
  }

  #leave({ fault, target, width }: Place): void {
    if (!fault) this.#perTarget.set(target, (this.#perTarget.get(target) ?? 0) - width);
  }
}

/** Knows the series that come through one door, and turns what comes into schemas and rows of the journal. */
export class SeriesDesk {
  readonly counts: PushCounts = {
    requests: 0,
    samples: 0,
    refused: 0,
    staleMarkers: 0,
    passedOver: 0,
    malformed: 0,
  };
  readonly #options: SeriesDeskOptions;
  readonly #shelves = new Map<string, Shelf>();
  readonly #toldMs = new Map<string, number>();
  #lastPush = 0;

  constructor(options: SeriesDeskOptions) {
    this.#options = options;
  }

  /** One request; `expectedBytes` only saves growing. */
  begin(sender: PushIdentity, nowMs: number, expectedBytes: number): SeriesPush {
    return new SeriesPush({
      ...this.#options,
      number: ++this.#lastPush,
      sender,
      nowMs,
      expectedBytes,
      counts: this.counts,
      shelf: this.#shelf(sender.organisation),
      onRefused: (...refused) => this.#tell(...refused),
    });
  }

  /** Forgets the series of an organisation, because they are described otherwise from now on. */
  forget(organisation: string): void {
    this.#shelves.get(organisation)?.clear();
  }

  /** A target is gone: what was learned may lead to it. */
  targetGone(): void {
    for (const shelf of this.#shelves.values()) shelf.clear();
  }

  #tell(sender: PushIdentity, fault: PushFault, count: number, example: string, nowMs: number): void {
    const kind = `${sender.key} ${fault}`;
    if (nowMs - (this.#toldMs.get(kind) ?? Number.NEGATIVE_INFINITY) < TELL_EVERY_MS) return;
    if (this.#toldMs.size >= MAX_TOLD) this.#toldMs.clear();
    this.#toldMs.set(kind, nowMs);
    this.#options.onRefused(sender, fault, count, example);
  }

  #shelf(organisation: string): Shelf {
    let shelf = this.#shelves.get(organisation);
    if (!shelf) {
      if (this.#shelves.size >= MAX_ORGANISATIONS) this.#shelves.clear();
      shelf = new Shelf(this.#options.seriesPerTarget);
      this.#shelves.set(organisation, shelf);
    }
    return shelf;
  }
}
