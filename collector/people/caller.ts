import type { SqlValue } from '#collector/ledger/sql.ts';
import { allows, type CallerRole, type Permission, type Role } from './roles.ts';

/** Stands for all organisations, present and future, in a membership and in rules. */
export const EVERYWHERE = '*';

/** A role that a person has in one organisation, or everywhere. */
export interface Membership {
  organisation: string;
  role: Role;
}

/** The person behind a request, or the wall: a screen with a token of its own. */
export interface Caller {
  person: string;
  name: string;
  displayName: string;
  language: 'zh-CN' | 'en';
  memberships: readonly { organisation: string; role: CallerRole }[];
  /** Id of the wall; undefined for people. A wall only reads, whatever the route. */
  wall?: string | undefined;
  /** True while a password that somebody else gave must be replaced; nothing else is allowed then. */
  mustChangePassword: boolean;
  /** Hash of the session's token; names the session without being able to open it. */
  session: string;
}

/** The organisations in which something may be done. */
export interface Scope {
  everywhere: boolean;
  /** Ascending; not used when `everywhere`. */
  organisations: readonly string[];
}

/** Sees everything: the collector itself. */
export const FULL_SCOPE: Scope = { everywhere: true, organisations: [] };

/** Where the caller holds the permission. */
export function scopeOf(caller: Caller, permission: Permission): Scope {
  const organisations = new Set<string>();
  for (const { organisation, role } of caller.memberships) {
    if (allows(role, permission)) organisations.add(organisation);
  }
  return {
    everywhere: organisations.has(EVERYWHERE),
    organisations: [...organisations].filter((id) => id !== EVERYWHERE).sort(),
  };
}

/** True for a scope without any organisation. */
export function isEmpty(scope: Scope): boolean {
  return !scope.everywhere && scope.organisations.length === 0;
}

/** True when the organisation (or `*`, which needs a scope of everywhere) lies in the scope. */
export function inScope(scope: Scope, organisation: string): boolean {
  return scope.everywhere || scope.organisations.includes(organisation);
}

/** True for what belongs to an organisation in the scope, or to all organisations: that everybody sees. */
export function isSeen(scope: Scope, { organisation }: { organisation: string }): boolean {
  return organisation === EVERYWHERE || inScope(scope, organisation);
}

/** Equal for two scopes that see the same. */
export function scopeKey(scope: Scope): string {
  return scope.everywhere ? EVERYWHERE : scope.organisations.join(' ');
}

/** The condition that keeps a statement inside a scope. */
export function inScopeSql(scope: Scope, column: string): { text: string; values: SqlValue[] } {
  if (scope.everywhere) return { text: '1 = 1', values: [] };
  if (scope.organisations.length === 0) return { text: '1 = 0', values: [] };
  const marks = scope.organisations.map(() => '?').join(', ');
  return { text: `${column} IN (${marks})`, values: [...scope.organisations] };
}
