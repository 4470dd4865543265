import type { Question, TargetFilter } from '#protocol/explore.ts';
import { GROUP_FOLDS, LABEL_KEY, RANKS, TIME_FOLDS } from '#protocol/fold.ts';

export type { Question };
export type Look = 'lines' | 'stacked' | 'table';
export type Compare = 'none' | 'before' | 'week';

export const LOOKS: readonly Look[] = ['lines', 'stacked', 'table'];
export const COMPARES: readonly Compare[] = ['none', 'before', 'week'];

const ANY_TARGET: TargetFilter = {
  ids: [],
  kinds: [],
  organisations: [],
  groups: [],
  rooms: [],
  nameLike: '',
};

/** A question about a metric with nothing chosen yet. */
export function newQuestion(metric = ''): Question {
  return {
    metric,
    labels: [],
    targets: { ...ANY_TARGET },
    groupBy: ['series'],
    over: 'auto',
    across: 'avg',
    top: 20,
    order: 'highest',
    rank: 'avg',
  };
}

/** What differs from a new question, as it stands in the address; undefined for nothing. */
export function toText(question: Question): string | undefined {
  const { metric, targets, ...rest } = question;
  const usual = newQuestion(metric);
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(rest)) {
    if (JSON.stringify(value) !== JSON.stringify(usual[name as keyof Question])) kept[name] = value;
  }
  const chosen = Object.entries(targets).filter(([, value]) => value.length > 0);
  if (chosen.length > 0) kept.targets = Object.fromEntries(chosen);
  return Object.keys(kept).length > 0 ? JSON.stringify(kept) : undefined;
}

/** The question of an address; what is not of the form is as usual, since addresses are typed and cut. */
export function fromText(metric: string, text: string | null): Question {
  const usual = newQuestion(metric);
  const given = parse(text);
  return {
    ...usual,
    labels: listOf(given.labels).flatMap((each) => labelOf(each)),
    targets: targetsOf(given.targets),
    groupBy: Array.isArray(given.groupBy) ? given.groupBy.filter(isGroupKey) : usual.groupBy,
    over: oneOf(TIME_FOLDS, given.over, usual.over),
    across: oneOf(GROUP_FOLDS, given.across, usual.across),
    rank: oneOf(RANKS, given.rank, usual.rank),
    order: oneOf(['highest', 'lowest'] as const, given.order, usual.order),
    top:
      typeof given.top === 'number' && given.top >= 1 && given.top <= 200 ? Math.floor(given.top) : usual.top,
  };
}

function parse(text: string | null): Record<string, unknown> {
  try {
    const given: unknown = JSON.parse(text ?? '');
    return given && typeof given === 'object' ? (given as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function labelOf(given: unknown): Question['labels'] {
  const { label, is, values } = (given ?? {}) as Record<string, unknown>;
  const texts = listOf(values).filter((value): value is string => typeof value === 'string');
  if (typeof label !== 'string' || texts.length === 0) return [];
  return [{ label, is: is === 'none_of' ? 'none_of' : 'one_of', values: texts }];
}

function targetsOf(given: unknown): TargetFilter {
  const found = { ...ANY_TARGET };
  for (const [name, value] of Object.entries((given ?? {}) as Record<string, unknown>)) {
    if (name === 'nameLike' && typeof value === 'string') found.nameLike = value;
    else if (name in found && Array.isArray(value))
      found[name as 'ids'] = value.filter((each): each is string => typeof each === 'string');
  }
  return found;
}

function isGroupKey(key: unknown): key is Question['groupBy'][number] {
  return (
    typeof key === 'string' &&
    (/^(series|target|kind|organisation|room|rack)$/.test(key) || key.startsWith(LABEL_KEY))
  );
}

function listOf(given: unknown): unknown[] {
  return Array.isArray(given) ? given : [];
}

function oneOf<Value extends string>(known: readonly Value[], given: unknown, usual: Value): Value {
  return known.find((each) => each === given) ?? usual;
}
