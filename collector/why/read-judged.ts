import type { Parts } from '#collector/api/parts.ts';
import { estateFor } from '#collector/hindsight/estate.ts';
import { groupsOfRule } from '#collector/hindsight/groups-of-rule.ts';
import { countsOf, type MemberHistory, mediansOf } from '#collector/hindsight/operands.ts';
import { prepareSeries } from '#collector/hindsight/prepare.ts';
import { readHistory } from '#collector/hindsight/read-history.ts';
import type { Span } from '#collector/hindsight/resolution.ts';
import { type Watched, watchedSeries } from '#collector/hindsight/watched.ts';
import type { Scope } from '#collector/people/caller.ts';
import type { SeriesDescription } from '#collector/store/store.ts';
import { breathe } from '#collector/threads/breathe.ts';
import { knownFeed, type MakeFeed, newestFeed, type Samples } from '#judging/history.ts';
import type { Note, Resolution } from '#protocol/back-test.ts';
import type { Rule } from '#protocol/rule.ts';
import { seriesKey } from '#protocol/sample.ts';
import { readSamples } from './values-around.ts';

const MINUTE_MS = 60_000;
/** Members of a group that are read for one answer. */
const MEMBERS = 500;

/** What a rule judged of a series: its samples, or how many of its group violated. */
export type ReadJudged =
  | { samples: Samples; intervalMs: number; feed: MakeFeed | undefined; missing: null }
  | { missing: Note };

export type ReadParts = Pick<Parts, 'registry' | 'store' | 'limits' | 'kept' | 'nowMs'>;

/** Reads what a rule judged in a span. Whatever cannot be had is a code. */
export async function readJudged(
  rule: Rule,
  series: SeriesDescription,
  span: Span,
  scope: Scope,
  parts: ReadParts,
): Promise<ReadJudged> {
  const { store, limits, kept } = parts;
  const { condition } = rule;
  const { intervalMs } = series;
  if (condition.kind === 'count' || condition.kind === 'group_median') {
    return readGroup(rule, series, span, scope, parts);
  }
  if (condition.kind === 'ratio' || condition.kind === 'deviation') {
    const io = { query: store.query, limits, series: estateFor(parts, scope).series, breathe };
    const resolution = condition.kind === 'ratio' ? SAMPLES : MINUTES;
    const prepared = await prepareSeries(rule, series, span, resolution, io);
    return 'missing' in prepared
      ? prepared
      : { ...prepared, intervalMs: Math.max(intervalMs, resolution.stepMs), missing: null };
  }
  const history = { query: store.query, limits, kept, nowMs: parts.nowMs() };
  const { columns, missing } = await readSamples(series, span, 0, history);
  return columns ? { samples: columns, intervalMs, feed: undefined, missing: null } : { missing };
}

/** How many of a group violated at every minute; the group is named by its id. */
export async function readCounts(
  rule: Rule,
  group: string,
  span: Span,
  scope: Scope,
  parts: ReadParts,
): Promise<ReadJudged> {
  const { condition } = rule;
  if (condition.kind !== 'count') return { missing: { code: 'alert_of_group', params: { group } } };
  const estate = estateFor(parts, scope);
  const { found } = await watchedSeries(rule, estate, MEMBERS);
  const { members, stepMs } = await readMembers(
    groupsOfRule(rule, found, estate).get(group) ?? [],
    span,
    parts,
  );
  if (members.length === 0) return { missing: { code: 'in_no_group', params: { group } } };
  const { samples, known } = await countsOf(members, condition, span, stepMs, breathe);
  return { samples, intervalMs: stepMs, feed: knownFeed(known), missing: null };
}

/** What the group to which the series counts came to together. */
async function readGroup(
  rule: Rule,
  series: SeriesDescription,
  span: Span,
  scope: Scope,
  parts: ReadParts,
): Promise<ReadJudged> {
  const { condition } = rule;
  const estate = estateFor(parts, scope);
  const { found } = await watchedSeries(rule, estate, MEMBERS);
  const key = seriesKey(series);
  const isOwn = (each: { series: SeriesDescription }) => seriesKey(each.series) === key;
  const [group] = [...groupsOfRule(rule, found, estate)].filter(([, all]) =>
    all.some((each) => seriesKey(each) === key),
  );
  if (!group) return { missing: { code: 'in_no_group', params: {} } };
  if (condition.kind !== 'group_median') return readCounts(rule, group[0], span, scope, parts);
  const { members, stepMs } = await readMembers(group[1], span, parts);
  const own = members.find(isOwn);
  if (!own) return { missing: { code: 'nothing_sent', params: {} } };
  const medians = await mediansOf(members, condition, span, stepMs, breathe);
  const { samples, intervalMs } = own;
  return { samples, intervalMs, feed: newestFeed(samples, medians), missing: null };
}

async function readMembers(group: readonly Watched[], span: Span, { store, limits }: ReadParts) {
  const members: (MemberHistory & { series: Watched })[] = [];
  const asked = { query: store.query, limits, span, resolution: MINUTES };
  for await (const { series, columns } of readHistory(group, asked)) {
    const intervalMs = Math.max(MINUTE_MS, series.intervalMs);
    if (columns) members.push({ series, samples: columns, intervalMs });
  }
  return { members, stepMs: Math.max(MINUTE_MS, ...members.map(({ intervalMs }) => intervalMs)) };
}

const SAMPLES: Resolution = { stepMs: 0, aggregation: 'last', why: 'samples' };
const MINUTES: Resolution = { stepMs: MINUTE_MS, aggregation: 'avg', why: 'needed' };
