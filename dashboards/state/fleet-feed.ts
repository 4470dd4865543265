/*
 * Keeps the list of targets while somebody is signed in.
 *
 *   socket opens ─► news: revision and version of now ─► another than ours? ─► GET fleet ─► take
 *   later ───────► news: changes ──────────────────────► applied, and on top of a list that is on its way
 */
import type { FleetAnswer, FleetChange, FleetNews } from '#protocol/fleet.ts';
import type { Caller } from '../api/call.ts';
import { type FleetList, readFleet } from './read-fleet.ts';

const RETRY_MS = 5_000;
/** The list is asked for at most this often, however often it changes. */
const ASKED_EVERY_MS = 3_000;

export interface FleetFeedOptions {
  api: Caller;
  takeList(list: FleetList): void;
  takeChanges(changes: readonly FleetChange[]): void;
}

export class FleetFeed {
  readonly #options: FleetFeedOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running = false;
  #loading = false;
  #askedAtMs = Number.NEGATIVE_INFINITY;
  /** What the pages have; NaN: nothing yet. */
  #revision = Number.NaN;
  #version = Number.NaN;
  /** Somebody wanted it anew while it was on its way. */
  #again = false;
  /** Told since it was asked for: they hold on top of the answer. */
  #meanwhile: FleetChange[] = [];

  constructor(options: FleetFeedOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = true;
    void this.#load();
  }

  stop(): void {
    this.#running = false;
    this.#revision = Number.NaN;
    this.#askedAtMs = Number.NEGATIVE_INFINITY;
    clearTimeout(this.#timer);
  }

  /** What the collector tells. */
  take({ revision, version, changes }: FleetNews): void {
    if (changes.length > 0) {
      this.#options.takeChanges(changes);
      if (this.#loading) this.#meanwhile.push(...changes);
    }
    const isMissing = changes.length === 0 && !(this.#version >= version);
    if (revision !== this.#revision || isMissing) this.hurry();
    else this.#version = version;
  }

  /** Asks anew: at once, or a little later where that was done a moment ago. */
  hurry(): void {
    if (!this.#running) return;
    if (this.#loading) this.#again = true;
    else this.#loadAfter(Math.max(0, this.#askedAtMs + ASKED_EVERY_MS - Date.now()));
  }

  #loadAfter(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#load(), ms);
  }

  async #load(): Promise<void> {
    clearTimeout(this.#timer);
    this.#askedAtMs = Date.now();
    this.#loading = true;
    this.#again = false;
    this.#meanwhile = [];
    let failed = false;
    try {
      const list = readFleet(await this.#options.api.get<FleetAnswer>('fleet'));
      if (!this.#running) return;
      this.#revision = list.revision;
      this.#version = list.version;
      this.#options.takeList(list);
      this.#options.takeChanges(this.#meanwhile);
    } catch {
      // The banner tells that the collector is away; what is listed stays.
      failed = true;
    } finally {
      this.#loading = false;
    }
    if (this.#running && (failed || this.#again)) this.#loadAfter(failed ? RETRY_MS : ASKED_EVERY_MS);
  }
}
