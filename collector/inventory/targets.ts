import { randomUUID } from 'node:crypto';
import type { Sql } from '#collector/ledger/sql.ts';
import { inScope, type Scope, scopeKey } from '#collector/people/caller.ts';
import type { Target, TargetFields } from './target.ts';
import { BLANK, insertTarget, readTargets, updateTarget } from './target-rows.ts';

export type { Parents, Recognised, Target, TargetFields } from './target.ts';

/** Tables that say something of a target and are nothing without it. */
const HANGING = [
  'records',
  'record_events',
  'agent_targets',
  'polls',
  'config_versions',
  'config_parts',
  'inventory_changes',
  'jobs',
  'job_runs',
  'job_windows',
  'job_days',
  'restore_proofs',
];

/** Ids of scopes that were asked for lately. */
const SCOPES_REMEMBERED = 200;

/**
 * The targets that are there. Reading is from memory, since every query and every live value is checked against
 * it. Writing is in two steps, so that it can be part of a larger transaction: the ledger inside it, `learn` or
 * `forget` once it is committed.
 */
export class Targets {
  readonly #sql: Sql;
  readonly #nowMs: () => number;
  readonly #byId = new Map<string, Target>();
  readonly #byHost = new Map<string, string>();
  readonly #scopes = new Map<string, { scope: Scope; ids: Set<string> }>();
  readonly #listeners: ((id: string, target: Target | undefined) => void)[] = [];

  private constructor(sql: Sql, nowMs: () => number) {
    this.#sql = sql;
    this.#nowMs = nowMs;
  }

  static async open(sql: Sql, nowMs: () => number): Promise<Targets> {
    const targets = new Targets(sql, nowMs);
    for (const target of await readTargets(sql)) targets.learn(target);
    return targets;
  }

  get(id: string): Target | undefined {
    return this.#byId.get(id);
  }

  get size(): number {
    return this.#byId.size;
  }

  /** Every target that is there, of all organisations. */
  all(): Iterable<Target> {
    return this.#byId.values();
  }

  /** The oldest target of an organisation that calls itself so. */
  byHost(organisation: string, host: string): Target | undefined {
    return this.#byId.get(this.#byHost.get(hostKey(organisation, host)) ?? '');
  }

  /** By name, then id, after the cursor; `wanted` narrows further. */
  list(
    scope: Scope,
    after: PagePoint | undefined,
    limit: number,
    wanted: (target: Target) => boolean,
  ): Target[] {
    const found: Target[] = [];
    for (const target of this.#byId.values()) {
      if (!inScope(scope, target.organisation) || !wanted(target)) continue;
      if (after && compare(target, after) <= 0) continue;
      found.push(target);
    }
    return found.sort(compare).slice(0, limit);
  }

  /** Ids of everything in a scope; the set follows later changes. */
  idsIn(scope: Scope): ReadonlySet<string> {
    const key = scopeKey(scope);
    const known = this.#scopes.get(key);
    if (known) return known.ids;
    const ids = new Set<string>();
    for (const target of this.#byId.values()) if (inScope(scope, target.organisation)) ids.add(target.id);
    if (this.#scopes.size >= SCOPES_REMEMBERED) this.#scopes.clear();
    this.#scopes.set(key, { scope, ids });
    return ids;
  }

  /** Writes a new target to the ledger; `learn` it after the commit. */
  async insert(
    wanted: Pick<Target, 'organisation' | 'kind' | 'name' | 'host'> &
      Partial<TargetFields & Pick<Target, 'recognised'>>,
  ): Promise<Target> {
    const target = { ...BLANK, ...wanted, id: randomUUID(), createdAtMs: this.#nowMs() };
    await insertTarget(this.#sql, target);
    return target;
  }

  /** Writes these fields to the ledger and no others; `learn` the result after the commit. */
  async update(
    { id }: Target,
    fields: Partial<TargetFields & Pick<Target, 'host' | 'recognised'>>,
  ): Promise<Target> {
    return updateTarget(this.#sql, id, fields);
  }

  /** Marks it as gone in the ledger and removes what hangs on it; `forget` it after the commit. */
  async remove(id: string): Promise<void> {
    await this.#sql.run('UPDATE targets SET deleted_at_ms = ? WHERE id = ?', this.#nowMs(), id);
    for (const table of HANGING) await this.#sql.run(`DELETE FROM ${table} WHERE target = ?`, id);
  }

  /** What was committed counts from here on. */
  learn(target: Target): void {
    const before = this.#byId.get(target.id);
    if (before) this.#forgetHost(before);
    this.#byId.set(target.id, target);
    const key = hostKey(target.organisation, target.host);
    const other = this.#byId.get(this.#byHost.get(key) ?? '');
    if (!other || other.createdAtMs >= target.createdAtMs) this.#byHost.set(key, target.id);
    for (const { scope, ids } of this.#scopes.values()) {
      if (inScope(scope, target.organisation)) ids.add(target.id);
    }
    for (const listener of this.#listeners) listener(target.id, target);
  }

  /** It is gone from here on. */
  forget(id: string): void {
    const target = this.#byId.get(id);
    if (!target) return;
    this.#byId.delete(id);
    this.#forgetHost(target);
    for (const { ids } of this.#scopes.values()) ids.delete(id);
    for (const listener of this.#listeners) listener(id, undefined);
  }

  /** Called with each target that is new, changed, or (undefined) gone. */
  onChange(listener: (id: string, target: Target | undefined) => void): void {
    this.#listeners.push(listener);
  }

  /** Another target of the same host takes its place. */
  #forgetHost(target: Target): void {
    const key = hostKey(target.organisation, target.host);
    if (this.#byHost.get(key) !== target.id) return;
    this.#byHost.delete(key);
    let oldest: Target | undefined;
    for (const other of this.#byId.values()) {
      if (other.id === target.id || hostKey(other.organisation, other.host) !== key) continue;
      if (!oldest || other.createdAtMs < oldest.createdAtMs) oldest = other;
    }
    if (oldest) this.#byHost.set(key, oldest.id);
  }
}

/** Where a page of targets ended. */
export interface PagePoint {
  name: string;
  id: string;
}

function compare(a: PagePoint, b: PagePoint): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function hostKey(organisation: string, host: string): string {
  return `${organisation} ${host.toLowerCase()}`;
}
