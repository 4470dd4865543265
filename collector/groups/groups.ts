import type { Actor, Audit } from '#collector/audit/audit.ts';
import type { Target, Targets } from '#collector/inventory/targets.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { inScope, type Scope } from '#collector/people/caller.ts';
import { type GroupMembers, GroupSelection, type TargetGroup } from '#protocol/group.ts';
import { membersOf, selector } from './members.ts';

/** Groups that one organisation may have: a target that changes is compared with each of them. */
export const GROUPS_PER_ORGANISATION = 1_000;

/** Something that names a group, and so keeps it from being removed. */
export interface GroupUse {
  /** `rule`, `threshold`, `silence`, `route` … */
  kind: string;
  /** Its id, or what it is found by. */
  id: string;
  /** Of what names it; `*` for what holds in all. */
  organisation: string;
}

interface Row {
  id: string;
  organisation: string;
  name: string;
  selection: string;
  is_system: number;
}

/** A group and the ids of the targets that it has now. */
interface Kept {
  group: TargetGroup;
  isMeant(target: Target): boolean;
  members: Set<string>;
}

export interface GroupsOptions {
  sql: Sql;
  audit: Audit;
  targets: Targets;
}

/**
 * The groups of targets. Who belongs to them is kept in memory and follows every change of a target, so that whoever
 * asks gets the members of this moment.
 */
export class Groups {
  readonly #options: GroupsOptions;
  readonly #byId = new Map<string, Kept>();
  readonly #listeners: ((id: string) => void)[] = [];
  readonly #askers: ((id: string) => Promise<GroupUse[]>)[] = [];

  private constructor(options: GroupsOptions) {
    this.#options = options;
  }

  static async open(options: GroupsOptions): Promise<Groups> {
    const groups = new Groups(options);
    const rows = await options.sql.all<Row>('SELECT * FROM target_groups ORDER BY id');
    for (const row of rows) groups.#learn(toGroup(row));
    options.targets.onChange((id, target) => groups.#targetChanged(id, target));
    return groups;
  }

  /** By id after `cursor`. */
  list(scope: Scope, cursor: string, limit: number): TargetGroup[] {
    return [...this.#byId.values()]
      .map(({ group }) => group)
      .filter(({ id, organisation }) => id > cursor && inScope(scope, organisation))
      .sort((one, other) => (one.id < other.id ? -1 : 1))
      .slice(0, limit);
  }

  get(scope: Scope, id: string): TargetGroup | undefined {
    const group = this.#byId.get(id)?.group;
    return group && inScope(scope, group.organisation) ? group : undefined;
  }

  /** Ids of the targets of a group; of none for a group that is not there. */
  members(id: string): ReadonlySet<string> {
    return this.#byId.get(id)?.members ?? NOBODY;
  }

  /** Ids of the groups that hold the target, ascending. */
  of(target: string): string[] {
    const found: string[] = [];
    for (const [id, { members }] of this.#byId) if (members.has(target)) found.push(id);
    return found.sort();
  }

  /** These groups with their members, as the journal carries them; those that are not there are left out. */
  withMembers(ids: Iterable<string>): GroupMembers[] {
    const found: GroupMembers[] = [];
    for (const id of new Set(ids)) {
      const kept = this.#byId.get(id);
      if (!kept) continue;
      const { organisation, name } = kept.group;
      found.push({ id, organisation, name, targets: [...kept.members].sort() });
    }
    return found.sort((one, other) => (one.id < other.id ? -1 : 1));
  }

  /** Those that people use, by name. */
  systems(scope: Scope): TargetGroup[] {
    return [...this.#byId.values()]
      .map(({ group }) => group)
      .filter(({ isSystem, organisation }) => isSystem && inScope(scope, organisation))
      .sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
  }

  countIn(organisation: string): number {
    let count = 0;
    for (const { group } of this.#byId.values()) if (group.organisation === organisation) count++;
    return count;
  }

  /** Makes or changes a group; who may do so is decided before. */
  async put(actor: Actor, group: TargetGroup): Promise<void> {
    const { sql, audit } = this.#options;
    const before = this.#byId.get(group.id)?.group;
    await sql.transaction(async (sql) => {
      await sql.run(
        `INSERT INTO target_groups (id, organisation, name, selection, is_system) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET organisation = excluded.organisation, name = excluded.name,
           selection = excluded.selection, is_system = excluded.is_system`,
        group.id,
        group.organisation,
        group.name,
        JSON.stringify(group.select),
        group.isSystem ? 1 : 0,
      );
      await audit.write(actor, {
        action: before ? 'group.change' : 'group.create',
        object: `group:${group.id}`,
        organisation: group.organisation,
        before,
        after: group,
      });
    });
    this.#learn(group);
    this.#tell(group.id);
  }

  async remove(actor: Actor, group: TargetGroup): Promise<void> {
    const { sql, audit } = this.#options;
    await sql.transaction(async (sql) => {
      await sql.run('DELETE FROM target_groups WHERE id = ?', group.id);
      await audit.write(actor, {
        action: 'group.remove',
        object: `group:${group.id}`,
        organisation: group.organisation,
        before: group,
      });
    });
    this.#byId.delete(group.id);
    this.#tell(group.id);
  }

  /** Called with the id of a group that is new, changed or gone, or has other members. */
  onChange(listener: (id: string) => void): void {
    this.#listeners.push(listener);
  }

  /** Who keeps names of groups says here what names one. */
  onUsesAsked(asker: (id: string) => Promise<GroupUse[]>): void {
    this.#askers.push(asker);
  }

  /** Everything that names the group. */
  async uses(id: string): Promise<GroupUse[]> {
    return (await Promise.all(this.#askers.map((ask) => ask(id)))).flat();
  }

  #learn(group: TargetGroup): void {
    const { targets } = this.#options;
    const found = membersOf(group.organisation, group.select, targets.all());
    this.#byId.set(group.id, { group, isMeant: selector(group.select), members: new Set(found) });
  }

  #targetChanged(id: string, target: Target | undefined): void {
    for (const { group, isMeant, members } of this.#byId.values()) {
      const belongs = target !== undefined && target.organisation === group.organisation && isMeant(target);
      if (members.has(id) === belongs) continue;
      if (belongs) members.add(id);
      else members.delete(id);
      this.#tell(group.id);
    }
  }

  #tell(id: string): void {
    for (const listener of this.#listeners) listener(id);
  }
}

const NOBODY: ReadonlySet<string> = new Set();

function toGroup({ selection, is_system, ...row }: Row): TargetGroup {
  return { ...row, select: GroupSelection.parse(JSON.parse(selection)), isSystem: is_system === 1 };
}
