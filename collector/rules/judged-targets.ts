import { isGroupId } from '#collector/groups/members.ts';
import type { SeriesBand } from '#collector/journal/control-bodies.ts';
import type { KnownSchema, SchemaBook } from '#collector/series/schema-book.ts';
import { MEASURE } from '#judging/compile-rule.ts';
import { CHANGE, OPERAND } from '#judging/state.ts';
import type { EpisodeLog } from './episode-log.ts';
import { findGatherings, GATHER_EVERY_MS, type Gathering, judgeCount, tellMedian } from './group-judging.ts';
import type { Checkpoint } from './judging-ledger.ts';
import { RulesInForce } from './rules-in-force.ts';
import { restorePage, type SavedPage, saveLayout, saveState } from './saved-page.ts';
import type { Binding, EndedSlot, Slot } from './slot.ts';
import { TargetPage } from './target-page.ts';

/** Where the frames of a schema go. */
export interface Route {
  page: TargetPage;
  binding: Binding;
}

/** The entry that causes something: its time and its position. */
export interface Cause {
  atMs: number;
  position: number;
}

/** All pages, the ways from schemas to them, and the rules they are laid out by. What ends on the way is logged. */
export class JudgedTargets {
  /** By schema index. */
  readonly routes: (Route | undefined)[] = [];
  readonly #pages = new Map<string, TargetPage>();
  readonly #organisationOf: (target: string) => string;
  readonly #log: EpisodeLog;
  readonly #removed = new Set<string>();
  #absences: { page: TargetPage; slot: Slot }[] | undefined;
  #vanishing: TargetPage[] | undefined;
  #gatherings: Gathering[] | undefined;
  #rules = new RulesInForce({ revision: 0, rules: [] });

  constructor(organisationOf: (target: string) => string, log: EpisodeLog) {
    this.#organisationOf = organisationOf;
    this.#log = log;
  }

  get rules(): RulesInForce {
    return this.#rules;
  }

  /** Slots that ticks move. */
  get absences(): readonly { page: TargetPage; slot: Slot }[] {
    this.#absences ??= this.#findAbsences();
    return this.#absences;
  }

  /** Takes what a checkpoint left. */
  restore(rules: RulesInForce, pages: readonly SavedPage[], book: SchemaBook, cause: Cause): void {
    this.#rules = rules;
    for (const saved of pages) {
      const ended: EndedSlot[] = [];
      const page = restorePage(saved, rules, book, cause.atMs, ended);
      this.#pages.set(page.target, page);
      for (const binding of page.bindings) this.#route(page, binding);
      this.#logEnded(page, ended, cause);
    }
  }

  /** Finds slots for the frames of a schema that was not in use; undefined when a newer one has replaced it. */
  begin(known: KnownSchema, isPushed: boolean, timeMs: number, cause: Cause): Route | undefined {
    const { target, probe } = known.schema;
    const stream = isPushed ? `#${known.id}` : probe;
    const page = this.#pages.get(target) ?? new TargetPage(target, this.#organisationOf(target));
    const active = isPushed ? undefined : page.bindings.find((binding) => binding.stream === stream);
    if (active && page.newestMs(active) >= timeMs) return undefined;
    this.#pages.set(target, page);
    this.#removed.delete(target);
    const ended: EndedSlot[] = [];
    const { binding, replaced } = page.bind(known, stream, !isPushed, this.#rules, cause.atMs, ended);
    if (replaced) this.routes[replaced.known.index] = undefined;
    this.#logEnded(page, ended, cause);
    return this.#route(page, binding);
  }

  /** Puts other rules in force; pages that the change does not concern stay as they are. */
  applyRules(rules: RulesInForce, cause: Cause): void {
    const changes = rules.changesFrom(this.#rules);
    this.#rules = rules;
    for (const page of this.#pages.values()) {
      const organisation = isGroupId(page.target) ? page.organisation : this.#organisationOf(page.target);
      if (organisation === page.organisation && !changes.concerns(page)) continue;
      const ended: EndedSlot[] = [];
      page.organisation = organisation;
      page.applyRules(rules, cause.atMs, ended);
      this.#logEnded(page, ended, cause);
    }
  }

  /** Ends everything that is judged of a target. */
  remove(target: string, cause: Cause): void {
    const page = this.#pages.get(target);
    if (!page) return;
    const ended = page.slots.map((slot): EndedSlot => {
      return { slot, state: page.state, at: slot.at, why: 'target_removed' };
    });
    for (const { known } of page.bindings) this.routes[known.index] = undefined;
    this.#logEnded(page, ended, cause);
    this.#drop(page);
  }

  /** Takes what is usual for series; of those that nobody judges it is forgotten. */
  takeBands(bands: readonly SeriesBand[]): void {
    for (const { rule, target, low, high, fromMs, untilMs, ...series } of bands) {
      const page = this.#pages.get(target);
      const slot = page?.find(rule, series);
      if (!page || !slot || slot.compiled.measure !== MEASURE.deviation) continue;
      const operand = slot.at + slot.compiled.operandAt;
      page.state[operand + OPERAND.low] = low ?? -Infinity;
      page.state[operand + OPERAND.high] = high ?? Infinity;
      page.state[operand + OPERAND.atMs] = fromMs;
      page.state[operand + OPERAND.untilMs] = untilMs;
      page.stateDirty = true;
    }
  }

  /** Brings together what the series of each group said last, and judges what is about groups. */
  judgeGroups(listeningSinceMs: number, cause: Cause): void {
    this.#gatherings ??= findGatherings(this.#pages.values(), this.#rules.groups);
    for (const gathering of this.#gatherings) {
      if (gathering.condition.kind === 'count') this.#judgeCount(gathering, listeningSinceMs, cause);
      else tellMedian(gathering, cause.atMs);
    }
  }

  /** Ends what has been missing from its schema for too long. */
  endVanished(cause: Cause): void {
    this.#vanishing ??= [...this.#pages.values()].filter((page) => page.isVanishing);
    for (const page of this.#vanishing) {
      const ended: EndedSlot[] = [];
      page.endVanished(this.#rules, cause.atMs, ended);
      if (ended.length > 0) this.#logEnded(page, ended, cause);
    }
  }

  /** Forgets what nobody has sent for a week. */
  forget(cause: Cause): void {
    for (const page of this.#pages.values()) {
      const ended: EndedSlot[] = [];
      const gone = page.forget(this.#rules, cause.atMs, ended);
      for (const { known } of gone) this.routes[known.index] = undefined;
      this.#logEnded(page, ended, cause);
      if (page.slots.length === 0 && page.bindings.length === 0) this.#drop(page);
    }
  }

  /** Copies of everything that changed since the last call, which is saved from now on. */
  takeUnsaved(): Pick<Checkpoint, 'pages' | 'removed'> {
    const pages = [];
    for (const page of this.#pages.values()) {
      if (!page.stateDirty && !page.layoutDirty) continue;
      const layout = page.layoutDirty ? saveLayout(page) : undefined;
      pages.push({ target: page.target, layout, state: saveState(page) });
      page.stateDirty = false;
      page.layoutDirty = false;
    }
    const removed = [...this.#removed];
    this.#removed.clear();
    return { pages, removed };
  }

  /** What `takeUnsaved` gave could not be saved. */
  putBack({ pages, removed }: Pick<Checkpoint, 'pages' | 'removed'>): void {
    for (const { target, layout } of pages) {
      const page = this.#pages.get(target);
      if (!page) continue;
      page.stateDirty = true;
      if (layout !== undefined) page.layoutDirty = true;
    }
    for (const target of removed) if (!this.#pages.has(target)) this.#removed.add(target);
  }

  #judgeCount(gathering: Gathering, listeningSinceMs: number, { atMs, position }: Cause): void {
    const { group, organisation, metric } = gathering;
    const series = { metric, labels: {}, unit: '1' };
    const rule = this.#rules.on(gathering.rule, organisation, group, series);
    if (typeof rule === 'string') return;
    const page = this.#pages.get(group) ?? new TargetPage(group, organisation);
    this.#pages.set(group, page);
    this.#removed.delete(group);
    const slot = page.hold(rule, series, GATHER_EVERY_MS, this.#rules, atMs);
    const change = judgeCount(gathering, page, slot, atMs, listeningSinceMs);
    if (change !== CHANGE.none) this.#log.changed(page, slot, change, atMs, position);
  }

  #route(page: TargetPage, binding: Binding): Route {
    // An array without holes stays fast.
    while (this.routes.length <= binding.known.index) this.routes.push(undefined);
    const route = { page, binding };
    this.routes[binding.known.index] = route;
    return route;
  }

  #logEnded(page: TargetPage, ended: readonly EndedSlot[], { atMs, position }: Cause): void {
    for (const each of ended) this.#log.ended(page, each, atMs, position);
    this.#absences = undefined;
    this.#vanishing = undefined;
    this.#gatherings = undefined;
  }

  #drop(page: TargetPage): void {
    this.#pages.delete(page.target);
    this.#removed.add(page.target);
  }

  #findAbsences(): { page: TargetPage; slot: Slot }[] {
    const found = [];
    for (const page of this.#pages.values()) {
      for (const slot of page.slots) {
        if (slot.compiled.measure === MEASURE.absent && slot.rule.role === 'own') found.push({ page, slot });
      }
    }
    return found;
  }
}
