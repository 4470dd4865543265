/*
 * Conditions over a group: what each of its series said last lies in the slots of its targets, and is gathered from there
 * every few seconds of ticks.
 *
 *   group_median   members ─► median ─► operand of every member, which is judged when its next value comes
 *   count          members ─► how many violate, how many are known ─► the one slot on the page of the group
 */
import { everyTargetGroup, isGroupId } from '#collector/groups/members.ts';
import { type CompiledRule, MEASURE } from '#judging/compile-rule.ts';
import { evaluate } from '#judging/evaluate.ts';
import { medianOf } from '#judging/median.ts';
import { compileEach, memberViolates } from '#judging/members.ts';
import { FIELD, OPERAND } from '#judging/state.ts';
import type { Condition, Rule } from '#protocol/rule.ts';
import type { GroupPlaces } from './group-places.ts';
import type { Slot } from './slot.ts';
import type { TargetPage } from './target-page.ts';

/** Groups are looked through this often. */
export const GATHER_EVERY_MS = 10_000;

/** A slot of one of the series that a rule gathers. */
export interface Member {
  page: TargetPage;
  slot: Slot;
}

/** All that one rule gathers of one group. */
export interface Gathering {
  rule: string;
  group: string;
  organisation: string;
  condition: Extract<Condition, { kind: 'count' | 'group_median' }>;
  metric: string;
  members: Member[];
  /** `count`: what is asked of each member. */
  each: CompiledRule | undefined;
}

/** Finds what has to be gathered on these pages; in an order that does not depend on theirs. */
export function findGatherings(pages: Iterable<TargetPage>, groups: GroupPlaces): Gathering[] {
  const found = new Map<string, Gathering>();
  for (const page of pages) {
    if (isGroupId(page.target)) continue;
    for (const slot of page.slots) {
      const { rule } = slot.rule;
      const { condition } = rule;
      if (condition.kind !== 'count' && condition.kind !== 'group_median') continue;
      for (const group of groupsOf(rule, page, groups)) {
        const key = `${rule.id} ${group}`;
        const gathering = found.get(key) ?? begin(rule, condition, group, page);
        gathering.members.push({ page, slot });
        found.set(key, gathering);
      }
    }
  }
  return [...found.keys()].sort().map((key) => found.get(key) as Gathering);
}

/** Tells every member of a gathering the median of all that are not silent. */
export function tellMedian({ condition, members }: Gathering, nowMs: number): void {
  const values = new Float64Array(members.length);
  let known = 0;
  for (const { page, slot } of members) {
    if (isKnown(page, slot, nowMs)) values[known++] = page.state[slot.at + FIELD.lastValue];
  }
  const enough = condition.kind === 'group_median' && known >= condition.members;
  const median = enough ? medianOf(values.subarray(0, known)) : 0;
  for (const { page, slot } of members) {
    const operand = slot.at + slot.compiled.operandAt;
    page.state[operand + OPERAND.value] = median;
    page.state[operand + OPERAND.atMs] = enough ? nowMs : 0;
    page.stateDirty = true;
  }
}

/** Judges how many members violate, on the slot of the group; returns one of `CHANGE`. */
export function judgeCount(
  { each, members }: Gathering,
  page: TargetPage,
  slot: Slot,
  nowMs: number,
  listeningSinceMs: number,
): number {
  if (!each) throw new Error('only what counts has something to ask of each');
  let known = 0;
  let violating = 0;
  for (const member of members) {
    if (each.measure !== MEASURE.absent && !isKnown(member.page, member.slot, nowMs)) continue;
    known++;
    const lastMs = member.page.state[member.slot.at + FIELD.lastMs];
    const value = member.page.state[member.slot.at + FIELD.lastValue];
    if (memberViolates(each, value, nowMs - Math.max(lastMs, listeningSinceMs))) violating++;
  }
  page.state[slot.at + slot.compiled.operandAt + OPERAND.value] = known;
  page.stateDirty = true;
  return evaluate(slot.compiled, page.state, slot.at, nowMs, violating);
}

/**
 * The groups to which a series counts. With the median it is compared with one group only: of several the one with fewer
 * targets, then the first by id, as with thresholds. A rule that names no groups is about all of an organisation.
 */
function groupsOf(rule: Rule, { organisation, target }: TargetPage, groups: GroupPlaces): string[] {
  if (rule.watch.groups.length === 0) return [everyTargetGroup(organisation)];
  const holding = groups.of(target).filter(({ id }) => rule.watch.groups.includes(id));
  if (rule.condition.kind === 'count') return holding.map(({ id }) => id);
  const [smallest] = [...holding].sort((one, other) => one.size - other.size || (one.id < other.id ? -1 : 1));
  return smallest ? [smallest.id] : [];
}

function begin(rule: Rule, condition: Gathering['condition'], group: string, page: TargetPage): Gathering {
  const each = condition.kind === 'count' ? compileEach(condition) : undefined;
  const { organisation } = page;
  return { rule: rule.id, group, organisation, condition, metric: rule.watch.metric, members: [], each };
}

/** A series that has been silent for longer than a hold may be carried over says nothing any more. */
function isKnown(page: TargetPage, { at, compiled }: Slot, nowMs: number): boolean {
  const lastMs = page.state[at + FIELD.lastMs];
  return lastMs > 0 && nowMs - lastMs <= compiled.gapMs;
}
