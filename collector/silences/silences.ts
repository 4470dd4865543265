import { randomUUID } from 'node:crypto';
import type { AlertPlace } from '#collector/alerts/matches.ts';
import { type Point, scan, type Term, within } from '#collector/alerts/scan.ts';
import type { Actor, Audit } from '#collector/audit/audit.ts';
import type { GroupUse } from '#collector/groups/groups.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { inScope, type Scope } from '#collector/people/caller.ts';
import type { Alert } from '#protocol/alert.ts';
import type { Silence } from '#protocol/silence.ts';
import { type Holding, holdingOf, type StandingSilence } from './holding.ts';
import { type SilenceRow, toRow, toSilence } from './silence-rows.ts';
import { endOf, type OrganisationClock, type Standing, standingOf } from './windows.ts';

/** Silences of one organisation that are not over: each is looked at for every alert. */
export const SILENCES_PER_ORGANISATION = 1_000;
/** Windows change at whole minutes, and an organisation's clock at any time: nothing is believed longer. */
const LOOK_AGAIN_MS = 60_000;
/** Where no change is in sight. */
const BELIEVED_MS = 86_400_000;
const FORGOTTEN_AFTER_MS = 7 * 86_400_000;

/** What people say of a silence. */
export type SilenceFields = Pick<Silence, 'kind' | 'name' | 'match' | 'times' | 'comment'>;

export interface SilencesOptions {
  sql: Sql;
  audit: Audit;
  /** How the clocks of an organisation go. */
  clockOf(organisation: string): OrganisationClock;
  /** What matches ask beside the alert itself, from memory. */
  placeOf(alert: Pick<Alert, 'rule' | 'target'>): AlertPlace;
}

/** Which silences are listed. */
export interface SilenceFilter {
  kind?: Silence['kind'];
  /** Over, or not. */
  ended?: boolean;
}

/** The silences that hold in an organisation, as long as nothing changes. */
interface Known {
  standing: StandingSilence[];
  fromMs: number;
  toMs: number;
}

/**
 * Silences and planned work. Those that are not over are in memory, so that ten thousand alerts are compared with
 * them in milliseconds; all of them are kept in the ledger, since they say what was no downtime.
 */
export class Silences {
  readonly #options: SilencesOptions;
  readonly #byId = new Map<string, Silence>();
  readonly #known = new Map<string, Known>();
  /** Of those in `#byId`: looked for once a window, since looking takes a millisecond where runs follow each other. */
  readonly #stood = new Map<string, Stood>();
  readonly #listeners: (() => void)[] = [];

  private constructor(options: SilencesOptions) {
    this.#options = options;
  }

  static async open(options: SilencesOptions, nowMs: number): Promise<Silences> {
    const silences = new Silences(options);
    const rows = await options.sql.all<SilenceRow>(
      'SELECT * FROM silences WHERE ended_at_ms IS NULL AND (until_ms IS NULL OR until_ms > ?) ORDER BY created_at_ms, id',
      nowMs,
    );
    for (const row of rows) silences.#byId.set(row.id, toSilence(row));
    return silences;
  }

  /** What holds an alert back now; undefined: nothing. From memory. */
  holding(alert: Alert, nowMs: number): Holding | undefined {
    const standing = this.#standing(alert.organisation, nowMs);
    return standing.length === 0 ? undefined : holdingOf(alert, this.#options.placeOf(alert), standing);
  }

  /** How it stands. */
  standing(silence: Silence, nowMs: number): Standing {
    const mine = silence.endedAtMs === null ? this.#byId.get(silence.id) : undefined;
    if (mine) return this.#stands(mine, nowMs);
    return standingOf(silence, nowMs, this.#options.clockOf(silence.organisation));
  }

  clockOf(organisation: string): OrganisationClock {
    return this.#options.clockOf(organisation);
  }

  placeOf(alert: Pick<Alert, 'rule' | 'target'>): AlertPlace {
    return this.#options.placeOf(alert);
  }

  /** Called when something may hold that did not, or no more. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** The zone or the calendar of an organisation is another one. */
  clockChanged(): void {
    this.#stood.clear();
    this.#changed();
  }

  async get(scope: Scope, id: string): Promise<Silence | undefined> {
    const row = await this.#options.sql.get<SilenceRow>('SELECT * FROM silences WHERE id = ?', id);
    return row && inScope(scope, row.organisation) ? toSilence(row) : undefined;
  }

  /** Newest first. */
  async list(
    scope: Scope,
    filter: SilenceFilter,
    after: Point | null,
    limit: number,
    nowMs: number,
  ): Promise<{ silences: Silence[]; next: Point | null }> {
    const { rows, next } = await scan<SilenceRow>(this.#options.sql, {
      table: 'silences',
      time: 'created_at_ms',
      tie: 'id',
      indexed: [],
      others: termsOf(scope, filter, nowMs),
      after,
      limit,
    });
    return { silences: rows.map(toSilence), next };
  }

  /** Those that may have held between these moments, those that are over included, newest first, `most` at most. */
  async between(
    scope: Scope,
    filter: Pick<SilenceFilter, 'kind'>,
    span: Span,
    most: number,
  ): Promise<Silence[]> {
    const terms: Term[] = [
      ...within(scope),
      { text: 'from_ms < ? AND (until_ms IS NULL OR until_ms > ?)', values: [span.toMs, span.fromMs] },
      { text: '(ended_at_ms IS NULL OR ended_at_ms > ?)', values: [span.fromMs] },
    ];
    if (filter.kind) terms.push({ text: 'kind = ?', values: [filter.kind] });
    const rows = await this.#options.sql.all<SilenceRow>(
      `SELECT * FROM silences WHERE ${terms.map(({ text }) => text).join(' AND ')}
       ORDER BY created_at_ms DESC, id DESC LIMIT ?`,
      ...terms.flatMap(({ values }) => values),
      most,
    );
    return rows.map(toSilence);
  }

  /** Those of an organisation that are not over. */
  countIn(organisation: string, nowMs: number): number {
    let count = 0;
    for (const silence of this.#byId.values())
      if (silence.organisation === organisation && endOf(silence) > nowMs) count++;
    return count;
  }

  /** Those that are not over and name the group. */
  usesOfGroup(group: string, nowMs: number): GroupUse[] {
    return [...this.#byId.values()]
      .filter((silence) => endOf(silence) > nowMs && silence.match.groups.includes(group))
      .map(({ id, organisation }) => ({ kind: 'silence', id, organisation }));
  }

  async create(actor: Actor, organisation: string, fields: SilenceFields, nowMs: number): Promise<Silence> {
    const silence: Silence = {
      id: randomUUID(),
      organisation,
      ...fields,
      createdBy: actor.who,
      createdAtMs: nowMs,
      endedAtMs: null,
    };
    await this.#write(actor, 'silence.create', undefined, silence);
    return silence;
  }

  async change(actor: Actor, before: Silence, fields: SilenceFields): Promise<Silence> {
    const after = { ...before, ...fields };
    await this.#write(actor, 'silence.change', before, after);
    return after;
  }

  async end(actor: Actor, before: Silence, nowMs: number): Promise<Silence> {
    const after = { ...before, endedAtMs: nowMs };
    await this.#write(actor, 'silence.end', before, after);
    return after;
  }

  async remove(actor: Actor, silence: Silence): Promise<void> {
    const { sql, audit } = this.#options;
    await sql.transaction(async () => {
      await sql.run('DELETE FROM silences WHERE id = ?', silence.id);
      await audit.write(actor, deed('silence.remove', silence, { before: silence }));
    });
    this.#forget(silence.id);
    this.#changed();
  }

  async #write(actor: Actor, action: string, before: Silence | undefined, after: Silence): Promise<void> {
    const { sql, audit } = this.#options;
    const row = toRow(after);
    const columns = Object.keys(row);
    await sql.transaction(async () => {
      await sql.run(
        `INSERT INTO silences (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
         ON CONFLICT (id) DO UPDATE SET ${columns.map((name) => `${name} = excluded.${name}`).join(', ')}`,
        ...Object.values(row),
      );
      await audit.write(actor, deed(action, after, { before, after }));
    });
    this.#forget(after.id);
    if (after.endedAtMs === null) this.#byId.set(after.id, after);
    this.#changed();
  }

  #changed(): void {
    this.#known.clear();
    for (const listener of this.#listeners) listener();
  }

  #standing(organisation: string, nowMs: number): StandingSilence[] {
    const known = this.#known.get(organisation);
    if (known && known.fromMs <= nowMs && nowMs < known.toMs) return known.standing;
    const standing: StandingSilence[] = [];
    let toMs = nowMs + LOOK_AGAIN_MS;
    for (const silence of this.#byId.values()) {
      if (silence.organisation !== organisation) continue;
      const { state, untilMs, nextMs } = this.#stands(silence, nowMs);
      if (state === 'active') standing.push({ silence, untilMs });
      toMs = Math.min(toMs, untilMs ?? nextMs ?? toMs);
      // A clock that was put forward by mistake comes back.
      if (nowMs - endOf(silence) > FORGOTTEN_AFTER_MS) this.#forget(silence.id);
    }
    this.#known.set(organisation, { standing, fromMs: nowMs, toMs });
    return standing;
  }

  #stands(silence: Silence, nowMs: number): Standing {
    const stood = this.#stood.get(silence.id);
    if (stood && stood.fromMs <= nowMs && nowMs < stood.toMs) return stood.standing;
    const standing = standingOf(silence, nowMs, this.#options.clockOf(silence.organisation));
    const changesAtMs = standing.untilMs ?? standing.nextMs ?? nowMs + BELIEVED_MS;
    this.#stood.set(silence.id, { standing, fromMs: nowMs, toMs: Math.min(changesAtMs, endOf(silence)) });
    return standing;
  }

  #forget(id: string): void {
    this.#byId.delete(id);
    this.#stood.delete(id);
  }
}

/** How a silence stands from a moment to another. */
interface Stood {
  standing: Standing;
  fromMs: number;
  toMs: number;
}

interface Span {
  fromMs: number;
  toMs: number;
}

function termsOf(scope: Scope, { kind, ended }: SilenceFilter, nowMs: number): Term[] {
  const terms = within(scope);
  if (kind) terms.push({ text: 'kind = ?', values: [kind] });
  if (ended === true) terms.push({ text: '(ended_at_ms <= ? OR until_ms <= ?)', values: [nowMs, nowMs] });
  if (ended === false)
    terms.push({
      text: '(ended_at_ms IS NULL OR ended_at_ms > ?) AND (until_ms IS NULL OR until_ms > ?)',
      values: [nowMs, nowMs],
    });
  return terms;
}

function deed(action: string, { id, organisation }: Silence, change: { before?: unknown; after?: unknown }) {
  return { action, object: `silence:${id}`, organisation, ...change };
}
