import type { Actor, Audit } from '#collector/audit/audit.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import type { Scope } from '#collector/people/caller.ts';
import type { Persons } from '#collector/people/persons.ts';
import { allows, ROLE_NAMES } from '#collector/people/roles.ts';
import { breathe } from '#collector/threads/breathe.ts';
import type { AlertEvent } from '#protocol/alert.ts';
import type { AlertDeed, DeedRefusal } from '#protocol/alert-work.ts';
import type { AlertsRepository } from './alerts-repository.ts';

/** What became of one alert of a request. */
export type DeedResult = { id: string; event: AlertEvent } | { id: string; refused: DeedRefusal };

/** Who does it: `by` is the person's name, `scope` where that person may. */
export interface Worker {
  by: string;
  scope: Scope;
  actor: Actor;
}

export interface AlertWorkOptions {
  sql: Sql;
  alerts: AlertsRepository;
  audit: Audit;
  persons: Persons;
  nowMs(): number;
}

/** Alerts of one transaction: between two of them others use the ledger, and the thread. */
const SLICE = 25;

/**
 * Does the same to each of these alerts: each succeeds with its event and its audit entry, or is named with why not.
 * A crash in between leaves whole alerts done and the others untouched.
 */
export async function workOnAlerts(
  { sql, alerts, audit, persons, nowMs }: AlertWorkOptions,
  { by, scope, actor }: Worker,
  ids: readonly string[],
  deed: AlertDeed,
): Promise<DeedResult[]> {
  const wanted = [...new Set(ids)];
  const results: DeedResult[] = [];
  for (let at = 0; at < wanted.length; at += SLICE) {
    if (at > 0) await breathe();
    const slice = await sql.transaction(async () => {
      const done: DeedResult[] = [];
      for (const id of wanted.slice(at, at + SLICE)) done.push(await workOn(id));
      return done;
    });
    results.push(...slice);
  }
  return results;

  async function workOn(id: string): Promise<DeedResult> {
    if (deed.action === 'assign' && deed.to !== null) {
      const alert = await alerts.get(scope, id);
      if (alert && !(await mayWorkOnAlerts(persons, alert.organisation, deed.to))) {
        return { id, refused: 'unknown_person' };
      }
    }
    const result = await alerts.work(scope, id, deed, by, nowMs());
    if ('refused' in result) return { id, refused: result.refused };
    const { alert } = result.event;
    await audit.write(actor, {
      action: `alert.${deed.action}`,
      object: `alert:${id}`,
      organisation: alert.organisation,
      after: deed,
    });
    return { id, event: result.event };
  }
}

/** Whom an alert of the organisation may be given: those who may work on it. */
export function assignees(
  persons: Persons,
  organisation: string,
): Promise<{ name: string; displayName: string }[]> {
  return persons.namesIn(
    organisation,
    ROLE_NAMES.filter((role) => allows(role, 'alerts.acknowledge')),
  );
}

async function mayWorkOnAlerts(persons: Persons, organisation: string, name: string): Promise<boolean> {
  return (await assignees(persons, organisation)).some((person) => person.name === name);
}
