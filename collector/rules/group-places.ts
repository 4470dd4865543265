import { isGroupId, organisationOfEveryTarget } from '#collector/groups/members.ts';
import type { GroupMembers } from '#protocol/group.ts';
import type { Rule } from '#protocol/rule.ts';

/** Which groups hold a target, as the journal said last. */
export class GroupPlaces {
  readonly #byId = new Map<string, { group: GroupMembers; members: Set<string> }>();
  readonly #byTarget = new Map<string, { id: string; size: number }[]>();

  constructor(groups: readonly GroupMembers[]) {
    for (const group of groups) {
      this.#byId.set(group.id, { group, members: new Set(group.targets) });
      for (const target of group.targets) {
        const place = { id: group.id, size: group.targets.length };
        const known = this.#byTarget.get(target);
        if (known) known.push(place);
        else this.#byTarget.set(target, [place]);
      }
    }
  }

  /** Groups that hold the target, with how many targets each has. */
  of(target: string): readonly { id: string; size: number }[] {
    return this.#byTarget.get(target) ?? NONE;
  }

  has(group: string, target: string): boolean {
    return this.#byId.get(group)?.members.has(target) ?? false;
  }

  /** Ids of the targets of a group; none for one that is not known. */
  members(group: string): ReadonlySet<string> {
    return this.#byId.get(group)?.members ?? NOBODY;
  }

  /** The organisation of a group, also of one that stands for all targets; undefined when there is none. */
  organisationOf(group: string): string | undefined {
    return this.#byId.get(group)?.group.organisation ?? organisationOfEveryTarget(group);
  }

  get ids(): Iterable<string> {
    return this.#byId.keys();
  }

  toJSON(): GroupMembers[] {
    return [...this.#byId.values()].map(({ group }) => group);
  }

  /** True when a rule about groups is about this one. */
  isAbout(rule: Rule, organisation: string, group: string): boolean {
    if (!isGroupId(group) || this.organisationOf(group) !== organisation) return false;
    if (rule.organisation !== '*' && rule.organisation !== organisation) return false;
    const { groups } = rule.watch;
    return groups.length > 0 ? groups.includes(group) : organisationOfEveryTarget(group) === organisation;
  }
}

const NONE: readonly { id: string; size: number }[] = [];
const NOBODY: ReadonlySet<string> = new Set();
