/*
 * All that is judged of one target: its slots, their state side by side in one array, and the way the frames of
 * each schema in use reach them.
 *
 *   state   newest frame time × bindings | slot | slot | …
 *
 * The page of a group has slots and no schemas: what they judge is gathered from the pages of its targets.
 * The page is laid out anew when a schema comes into use or the rules change, and is the unit that is saved.
 */
import type { KnownSchema } from '#collector/series/schema-book.ts';
import { MEASURE } from '#judging/compile-rule.ts';
import { FIELD, PHASE } from '#judging/state.ts';
import { seriesKey } from '#protocol/sample.ts';
import { carryOver } from './carry-over.ts';
import { type Feed, feedsOf } from './ratio-feeds.ts';
import type { RuleInForce } from './rule-in-force.ts';
import type { RulesInForce } from './rules-in-force.ts';
import type { Binding, EndedSlot, Slot } from './slot.ts';

/** What nobody sends any more is forgotten after this long. */
const FORGET_AFTER_MS = 7 * 86_400_000;
/** A mount that hangs or a probe that starts anew is back within this; what is not has gone for good. */
const VANISHED_AFTER_MS = 60_000;

export class TargetPage {
  readonly target: string;
  organisation: string;
  state: Float64Array = new Float64Array(0);
  slots: Slot[] = [];
  bindings: Binding[] = [];
  /** Something was judged since the page was saved. */
  stateDirty = false;
  /** Slots or bindings changed since the page was saved. */
  layoutDirty = false;

  constructor(target: string, organisation: string) {
    this.target = target;
    this.organisation = organisation;
  }

  /**
   * Brings a schema into use and returns its binding. `replacing` the schemas of the same stream: an agent's probe
   * sends one schema at a time; lines that are pushed come in many shapes side by side.
   */
  bind(
    known: KnownSchema,
    stream: string,
    replacing: boolean,
    rules: RulesInForce,
    nowMs: number,
    ended: EndedSlot[],
  ): { binding: Binding; replaced: Binding | undefined } {
    const replaced = replacing ? this.bindings.find((binding) => binding.stream === stream) : undefined;
    const kept = this.bindings.filter((binding) => binding !== replaced);
    const timesMs = this.#times(kept);
    const binding = unlaid(known, stream);
    this.#layOut([...kept, binding], [...timesMs, 0], rules, nowMs, ended);
    return { binding, replaced };
  }

  /** The slot of a rule on a series, where there is one. */
  find(rule: string, series: Pick<Slot['series'], 'metric' | 'labels'>): Slot | undefined {
    const key = keyOf(rule, series);
    return this.slots.find((slot) => slotKey(slot.rule, slot.series) === key);
  }

  /** The slot of a rule on a series that no schema carries, as groups have them; made when it is not there. */
  hold(
    rule: RuleInForce,
    series: Slot['series'],
    intervalMs: number,
    rules: RulesInForce,
    nowMs: number,
  ): Slot {
    const known = this.find(rule.rule.id, series);
    if (known) return known;
    const compiled = rule.compiled(intervalMs);
    const slot = { rule, compiled, series, stream: '', intervalMs, at: 0, bound: true, vanishedAtMs: 0 };
    this.#layOut(this.bindings, this.#times(this.bindings), rules, nowMs, [], [slot]);
    return slot;
  }

  newestMs(binding: Binding): number {
    return this.state[binding.timeAt];
  }

  /** Finds the slots anew under these rules; what has no place any more is put into `ended`. */
  applyRules(rules: RulesInForce, nowMs: number, ended: EndedSlot[]): void {
    this.#layOut(this.bindings, this.#times(this.bindings), rules, nowMs, ended);
  }

  /** True when a series of the page, judged or not, has one of these metrics. */
  carriesAny(metrics: ReadonlySet<string>): boolean {
    return (
      this.slots.some((slot) => metrics.has(slot.series.metric)) ||
      this.bindings.some(({ known }) => known.schema.columns.some((column) => metrics.has(column.metric)))
    );
  }

  /** True while a series is missing from its schema that may yet come back. */
  get isVanishing(): boolean {
    return this.slots.some(canVanish);
  }

  /** Ends the slots whose series have been missing from their schema for too long. */
  endVanished(rules: RulesInForce, nowMs: number, ended: EndedSlot[]): void {
    const isOver = (slot: Slot) => canVanish(slot) && nowMs - slot.vanishedAtMs >= VANISHED_AFTER_MS;
    if (this.slots.some(isOver)) this.#remove(isOver, this.bindings, rules, nowMs, ended);
  }

  /** Forgets what nobody has sent for a week; returns the bindings that went. */
  forget(rules: RulesInForce, nowMs: number, ended: EndedSlot[]): Binding[] {
    const before = nowMs - FORGET_AFTER_MS;
    const gone = this.bindings.filter(
      (binding) =>
        this.newestMs(binding) < before && !binding.slots.some((slot) => this.#phase(slot) >= PHASE.firing),
    );
    const isForgotten = (slot: Slot) => !slot.bound && this.state[slot.at + FIELD.lastMs] < before;
    if (gone.length === 0 && !this.slots.some(isForgotten)) return [];
    const kept = this.bindings.filter((binding) => !gone.includes(binding));
    this.#remove(isForgotten, kept, rules, nowMs, ended);
    return gone;
  }

  #remove(
    isOver: (slot: Slot) => boolean,
    bindings: Binding[],
    rules: RulesInForce,
    nowMs: number,
    ended: EndedSlot[],
  ): void {
    for (const slot of this.slots) {
      if (isOver(slot)) ended.push({ slot, state: this.state, at: slot.at, why: 'superseded' });
    }
    this.slots = this.slots.filter((slot) => !isOver(slot));
    this.#layOut(bindings, this.#times(bindings), rules, nowMs, ended);
  }

  /** Takes the slots and state that were saved, with the schemas of them that are still known. */
  restore(
    slots: Slot[],
    bindings: Binding[],
    timesMs: number[],
    state: Float64Array,
    rules: RulesInForce,
    nowMs: number,
    ended: EndedSlot[],
  ): void {
    this.slots = slots;
    this.state = state;
    this.#layOut(bindings, timesMs, rules, nowMs, ended);
    this.stateDirty = false;
    this.layoutDirty = false;
  }

  #times(bindings: readonly Binding[]): number[] {
    return bindings.map((binding) => this.newestMs(binding));
  }

  #phase(slot: Slot): number {
    return this.state[slot.at + FIELD.phase];
  }

  #layOut(
    bindings: Binding[],
    timesMs: number[],
    rules: RulesInForce,
    nowMs: number,
    ended: EndedSlot[],
    held: readonly Slot[] = [],
  ): void {
    const oldState = this.state;
    const old = new Map(this.slots.map((slot) => [slotKey(slot.rule, slot.series), slot]));
    const next = new Map<string, Slot>();
    for (const binding of bindings) this.#claim(binding, rules, next);
    for (const slot of held) next.set(slotKey(slot.rule, slot.series), slot);
    for (const [key, slot] of old) {
      if (next.has(key)) continue;
      const fate = this.#fate(slot, bindings, rules, nowMs);
      if (typeof fate === 'string') ended.push({ slot, state: oldState, at: slot.at, why: fate });
      else next.set(key, fate);
    }

    this.slots = [...next.values()];
    this.bindings = bindings;
    let at = bindings.length;
    for (const slot of this.slots) {
      slot.at = at;
      at += slot.compiled.stateLength;
    }
    this.state = new Float64Array(at);
    this.state.set(timesMs);
    for (const [key, slot] of next) this.#fill(slot, old.get(key), oldState, nowMs, ended);
    const feeds = feedsOf(this.slots, bindings);
    bindings.forEach((binding, index) => {
      binding.timeAt = index;
      binding.ats = Uint32Array.from(binding.slots, (slot) => slot.at);
      const own: Feed[] = feeds.filter((feed) => feed.binding === binding);
      binding.feedColumns = Uint32Array.from(own, (feed) => feed.column);
      binding.feedAts = Uint32Array.from(own, (feed) => feed.at);
    });
    this.layoutDirty = true;
    this.stateDirty = true;
  }

  /** Finds the slots that the columns of a schema belong to; two schemas may carry the same series. */
  #claim(binding: Binding, rules: RulesInForce, next: Map<string, Slot>): void {
    const { schema } = binding.known;
    const columns: number[] = [];
    binding.slots = [];
    schema.columns.forEach((series, column) => {
      for (const rule of rules.watching(this.organisation, this.target, series, schema.columns)) {
        const key = slotKey(rule, series);
        const slot = next.get(key) ?? boundSlot(rule, series, binding);
        next.set(key, slot);
        columns.push(column);
        binding.slots.push(slot);
      }
    });
    binding.columns = Uint32Array.from(columns);
    binding.compiled = binding.slots.map((slot) => slot.compiled);
  }

  /** A slot that no schema in use claims: why it ends, or what it becomes. */
  #fate(slot: Slot, bindings: Binding[], rules: RulesInForce, nowMs: number): EndedSlot['why'] | Slot {
    const rule = rules.on(slot.rule.rule.id, this.organisation, this.target, slot.series);
    if (typeof rule === 'string') return rule;
    const streamIsBack = bindings.some((binding) => binding.stream === slot.stream);
    const vanishedAtMs = streamIsBack ? slot.vanishedAtMs || nowMs : slot.vanishedAtMs;
    const under = rule.under(slot.series.limits);
    return { ...slot, rule: under, compiled: under.compiled(slot.intervalMs), bound: false, vanishedAtMs };
  }

  #fill(slot: Slot, old: Slot | undefined, oldState: Float64Array, nowMs: number, ended: EndedSlot[]): void {
    if (!old) {
      if (slot.compiled.measure === MEASURE.absent) this.state[slot.at + FIELD.lastMs] = nowMs;
      return;
    }
    const goesOn = carryOver(old, oldState, slot, this.state, nowMs);
    if (!goesOn) ended.push({ slot: old, state: oldState, at: old.at, why: 'rule_changed' });
  }
}

/** A binding whose slots are not yet found. */
export function unlaid(known: KnownSchema, stream: string): Binding {
  return {
    known,
    stream,
    timeAt: 0,
    columns: new Uint32Array(0),
    ats: new Uint32Array(0),
    slots: [],
    compiled: [],
    feedColumns: new Uint32Array(0),
    feedAts: new Uint32Array(0),
  };
}

function boundSlot(asWritten: RuleInForce, series: Slot['series'], binding: Binding): Slot {
  const { intervalMs } = binding.known.schema;
  const rule = asWritten.under(series.limits);
  const compiled = rule.compiled(intervalMs);
  return { rule, compiled, series, stream: binding.stream, intervalMs, at: 0, bound: true, vanishedAtMs: 0 };
}

/** Gone from its schema, a series is silent from then on: that is what `absent` waits for. */
function canVanish(slot: Slot): boolean {
  return slot.vanishedAtMs > 0 && slot.compiled.measure !== MEASURE.absent;
}

function slotKey(rule: RuleInForce, series: Slot['series']): string {
  return keyOf(rule.rule.id, series);
}

function keyOf(rule: string, { metric, labels }: Pick<Slot['series'], 'metric' | 'labels'>): string {
  return `${rule} ${seriesKey({ target: '', metric, labels })}`;
}
