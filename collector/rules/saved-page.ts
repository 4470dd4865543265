import type { SchemaBook } from '#collector/series/schema-book.ts';
import { oldStateLength, readOldState } from '#judging/old-state.ts';
import type { DeviceLimits } from '#protocol/device-limits.ts';
import type { RulesInForce } from './rules-in-force.ts';
import type { EndedSlot, Slot } from './slot.ts';
import { TargetPage, unlaid } from './target-page.ts';

/** Of slots that keep severity, tiers and flapping. */
const FORMAT = 2;

/** A row of `judging_pages`. */
export interface SavedPage {
  target: string;
  layout: string;
  state: Uint8Array;
}

/** What a layout holds beside the numbers: enough to find every slot again without its schema. */
interface Layout {
  /** How the numbers of a slot are laid out; not there in what was saved before `FORMAT`. */
  format?: number;
  organisation: string;
  /** Schemas in use: stream and identity. */
  bindings: [string, string][];
  rules: string[];
  streams: string[];
  /** In the order of the state: rule, stream, interval, metric, labels, unit, bound, vanished at, limits if any. */
  slots: SavedSlot[];
}

type SavedSlot = [
  rule: number,
  stream: number,
  intervalMs: number,
  metric: string,
  labels: Readonly<Record<string, string>>,
  unit: string,
  bound: 0 | 1,
  vanishedAtMs: number,
  limits?: DeviceLimits | null,
];

/** The layout of a page as it is saved. */
export function saveLayout(page: TargetPage): string {
  const rules = new Numbers();
  const streams = new Numbers();
  const layout: Layout = {
    format: FORMAT,
    organisation: page.organisation,
    bindings: page.bindings.map(({ stream, known }) => [stream, known.id]),
    slots: page.slots.map(
      ({ rule, stream, intervalMs, series, bound, vanishedAtMs }): SavedSlot => [
        rules.of(rule.rule.id),
        streams.of(stream),
        intervalMs,
        series.metric,
        series.labels,
        series.unit,
        bound ? 1 : 0,
        vanishedAtMs,
        series.limits,
      ],
    ),
    rules: rules.texts,
    streams: streams.texts,
  };
  return JSON.stringify(layout);
}

/** The state of a page as it is saved; a copy, so that judging may go on meanwhile. */
export function saveState(page: TargetPage): Uint8Array {
  return new Uint8Array(page.state.slice().buffer);
}

/** A page as it was saved, under the rules that were in force then. */
export function restorePage(
  saved: SavedPage,
  rules: RulesInForce,
  book: SchemaBook,
  nowMs: number,
  ended: EndedSlot[],
): TargetPage {
  const layout: Layout = JSON.parse(saved.layout);
  const page = new TargetPage(saved.target, layout.organisation);
  // The bytes of a row need not begin at a multiple of 8.
  const bytes = new Float64Array(saved.state.slice().buffer);
  const { slots, state } = restoreSlots(layout, rules, bytes, saved.target);
  const bindings = [];
  const timesMs: number[] = [];
  for (const [index, [stream, id]] of layout.bindings.entries()) {
    const known = book.byId(id);
    if (!known) continue;
    bindings.push(unlaid(known, stream));
    timesMs.push(state[index]);
  }
  page.restore(slots, bindings, timesMs, state, rules, nowMs, ended);
  return page;
}

function restoreSlots(
  layout: Layout,
  rules: RulesInForce,
  saved: Float64Array,
  target: string,
): { slots: Slot[]; state: Float64Array } {
  let at = layout.bindings.length;
  const slots = layout.slots.map(
    ([ruleNumber, streamNumber, intervalMs, metric, labels, unit, bound, vanishedAtMs, limits]): Slot => {
      const id = layout.rules[ruleNumber];
      const found = rules.on(id, layout.organisation, target, { metric, labels });
      const asWritten = typeof found === 'string' ? rules.byId(id) : found;
      if (!asWritten) throw damaged(target, `rule ${id} is not among the saved rules`);
      const rule = asWritten.under(limits ?? undefined);
      const compiled = rule.compiled(intervalMs);
      const slot = {
        rule,
        compiled,
        series: { metric, labels, unit, limits: limits ?? undefined },
        stream: layout.streams[streamNumber],
        intervalMs,
        at,
        bound: bound === 1,
        vanishedAtMs,
      };
      at += compiled.stateLength;
      return slot;
    },
  );
  const state = layout.format === undefined ? upgraded(slots, saved, layout.bindings.length, at) : saved;
  if (at !== state.length) throw damaged(target, `${state.length} numbers of state, ${at} are laid out`);
  return { slots, state };
}

/** The state of a page from before `FORMAT`, as it is laid out now. */
function upgraded(
  slots: readonly Slot[],
  saved: Float64Array,
  bindings: number,
  length: number,
): Float64Array {
  const state = new Float64Array(length);
  state.set(saved.subarray(0, bindings));
  let savedAt = bindings;
  for (const { compiled, at } of slots) {
    readOldState(compiled, saved, savedAt, state, at);
    savedAt += oldStateLength(compiled);
  }
  return savedAt === saved.length ? state : saved;
}

function damaged(target: string, what: string): Error {
  return new Error(
    `the saved judging of target ${target} is damaged: ${what}; trying again does not help, restore the ledger from a backup`,
  );
}

/** Small numbers for texts that repeat. */
class Numbers {
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  of(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}
