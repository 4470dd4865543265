import { promisify } from 'node:util';
import { gzip as gzipWithCallback } from 'node:zlib';
import type { Groups } from '#collector/groups/groups.ts';
import type { Targets } from '#collector/inventory/targets.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { type Scope, scopeKey } from '#collector/people/caller.ts';
import type { Organisations } from '#collector/people/organisations.ts';
import type { Polls } from '#collector/polling/polls.ts';
import type { FleetChange } from '#protocol/fleet.ts';
import type { Schema } from '#protocol/schema.ts';
import { fleetAnswer } from './fleet-answer.ts';
import { type HeardChange, Hearing, type KeptHearing } from './hearing.ts';

const gzip = promisify(gzipWithCallback);

const SWEEP_EVERY_MS = 1_000;
const KEEP_EVERY_MS = 300_000;
/** Answers of different sights that are kept. */
const MOST_KEPT = 100;
/** An answer in which nothing has changed is told again for this long: how fresh the newest news are is all that is old. */
const KEPT_MS = 5_000;
const NAME = 'fleet.heard';

/** The list of targets in one sight, as bytes. */
export interface EncodedFleet {
  json: Buffer;
  gzip: Buffer;
}

/** The fleet, as the API asks for it. */
export interface FleetForApi {
  encoded(scope: Scope): Promise<EncodedFleet>;
  /** Who fell silent and was heard again since then, oldest first. */
  recent(sinceMs: number): HeardChange[];
}

export interface FleetDeskOptions {
  sql: Sql;
  targets: Targets;
  groups: Groups;
  organisations: Organisations;
  polls: Polls;
  nowMs(): number;
  /** Tells live pages. */
  tell(fleet: { revision: number; version: number }, changes: readonly FleetChange[]): void;
  onFault(what: string, error: Error): void;
}

interface Kept {
  stamp: string;
  untilMs: number;
  encoded: Promise<EncodedFleet>;
}

/** Knows of all targets who is heard, tells live pages of changes, and hands out the list. */
export class FleetDesk implements FleetForApi {
  readonly #options: FleetDeskOptions;
  readonly #hearing = new Hearing();
  readonly #kept = new Map<string, Kept>();
  #polled: Promise<ReadonlySet<string>> | undefined;
  /** Begins with the time, so that a page never takes the list of an earlier start for this one's. */
  #revision: number;
  #told: number;
  #timers: NodeJS.Timeout[] = [];

  private constructor(options: FleetDeskOptions) {
    this.#options = options;
    this.#revision = options.nowMs();
    this.#told = this.#revision;
  }

  static async open(options: FleetDeskOptions): Promise<FleetDesk> {
    const desk = new FleetDesk(options);
    const row = await options.sql.get<{ value: string }>('SELECT value FROM settings WHERE name = ?', NAME);
    if (row) desk.#hearing.restore(JSON.parse(row.value) as KeptHearing, options.nowMs());
    options.targets.onChange((id, target) => {
      if (!target) desk.#hearing.forget(id);
      desk.#revision++;
    });
    options.groups.onChange(() => desk.#revision++);
    options.organisations.onChange(() => desk.#revision++);
    options.polls.onChange(() => {
      desk.#polled = undefined;
      desk.#revision++;
    });
    return desk;
  }

  /** A schema that begins to send. */
  addSchema(index: number, schema: Schema, latest: SharedArrayBuffer): void {
    this.#hearing.addSchema(index, schema, latest, this.#options.nowMs());
  }

  /** The newest rows of these schemas have changed. */
  heard(touched: Iterable<number>): void {
    this.#hearing.take(touched, this.#options.nowMs());
  }

  start(): void {
    const { onFault, tell } = this.#options;
    tell({ revision: this.#revision, version: this.#hearing.version }, []);
    const sweep = setInterval(() => this.sweep(), SWEEP_EVERY_MS);
    const keep = setInterval(
      () => void this.#keep().catch((error) => onFault('fleet', error)),
      KEEP_EVERY_MS,
    );
    this.#timers = [sweep, keep];
  }

  /** Calls silent whose time is over, and tells what has changed; runs each second. */
  sweep(): void {
    this.#hearing.sweep(this.#options.nowMs());
    const changes = this.#hearing.changes();
    if (changes.length === 0 && this.#told === this.#revision) return;
    this.#told = this.#revision;
    this.#options.tell({ revision: this.#revision, version: this.#hearing.version }, changes);
  }

  /** Made once for all who see the same, until something changes. */
  encoded(scope: Scope): Promise<EncodedFleet> {
    const key = scopeKey(scope);
    const stamp = `${this.#revision} ${this.#hearing.version}`;
    const nowMs = this.#options.nowMs();
    const known = this.#kept.get(key);
    if (known?.stamp === stamp && nowMs < known.untilMs) return known.encoded;
    const encoded = this.#encode(scope);
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
    this.#kept.set(key, { stamp, untilMs: nowMs + KEPT_MS, encoded });
    // What failed is tried again by whoever asks next.
    encoded.catch(() => this.#kept.delete(key));
    return encoded;
  }

  recent(sinceMs: number): HeardChange[] {
    return this.#hearing.recent(sinceMs);
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#keep().catch((error) => this.#options.onFault('fleet', error));
  }

  async #encode(scope: Scope): Promise<EncodedFleet> {
    const { targets, groups, organisations, sql, nowMs } = this.#options;
    this.#polled ??= polledTargets(sql);
    const polled = await this.#polled.catch((error) => {
      this.#polled = undefined;
      throw error;
    });
    const answer = fleetAnswer(
      {
        targets,
        groups,
        organisations: await organisations.list(scope),
        polled,
        hearing: this.#hearing,
        revision: this.#revision,
        version: this.#hearing.version,
        nowMs: nowMs(),
      },
      scope,
    );
    const json = Buffer.from(JSON.stringify(answer));
    return { json, gzip: await gzip(json) };
  }

  async #keep(): Promise<void> {
    const { sql, nowMs } = this.#options;
    await sql.run(
      `INSERT INTO settings (name, value, changed_at_ms) VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at_ms = excluded.changed_at_ms`,
      NAME,
      JSON.stringify(this.#hearing.keep()),
      nowMs(),
    );
  }
}

/** Ids of what is to be asked over the network. */
async function polledTargets(sql: Sql): Promise<ReadonlySet<string>> {
  const rows = await sql.all<{ target: string }>('SELECT DISTINCT target FROM polls WHERE enabled = 1');
  return new Set(rows.map(({ target }) => target));
}
