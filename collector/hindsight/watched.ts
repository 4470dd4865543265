import type { SeriesDescription } from '#collector/store/store.ts';
import { watches } from '#judging/watches.ts';
import type { Rule } from '#protocol/rule.ts';
import { seriesKey } from '#protocol/sample.ts';

/** Series that a look for those of a rule goes through. */
const SERIES_LISTED = 20_000;
/** Series that one back-test or one advice judges. */
export const SERIES_JUDGED = 2_000;

/** What is known of the things watched, as far as the person who asks may see it. */
export interface Estate {
  series(selector: { metric: string; targets?: readonly string[] }): Promise<SeriesDescription[]>;
  /** Undefined for a target that is gone or must not be seen. */
  organisationOf(target: string): string | undefined;
  /** Ids of the targets of a group; undefined for one that there is not. */
  membersOf(group: string): readonly string[] | undefined;
  /**
   * The rule as it judges each of these: by the threshold that is in force there; undefined where it does not judge.
   */
  asJudged(rule: Rule, series: readonly FoundSeries[]): Promise<(Rule | undefined)[]>;
}

/** A series that may be seen, and whose it is. */
export interface FoundSeries extends SeriesDescription {
  organisation: string;
}

/** One series that a rule judges, and the rule as it does. */
export interface Watched extends FoundSeries {
  rule: Rule;
}

export interface WatchedSeries {
  found: Watched[];
  /** Those beyond what one answer judges. */
  leftOut: number;
}

/** The number of series that a look for them goes through at most. */
export const listed = { series: SERIES_LISTED };

/** The series that a rule watches, in a fixed order. */
export async function watchedSeries(
  rule: Rule,
  estate: Estate,
  most = SERIES_JUDGED,
): Promise<WatchedSeries> {
  const { metric, notBeside } = rule.watch;
  const members = new Map(rule.watch.groups.map((group) => [group, new Set(estate.membersOf(group))]));
  const targets = targetsOf(rule, members);
  const known = await estate.series({ metric, targets });
  const beside = notBeside === undefined ? [] : await estate.series({ metric: notBeside, targets });
  const taken = new Set(beside.map(({ target, labels }) => seriesKey({ target, metric, labels })));
  const found: FoundSeries[] = [];
  for (const series of known) {
    const organisation = estate.organisationOf(series.target);
    if (organisation === undefined) continue;
    const isIn = (group: string) => members.get(group)?.has(series.target) ?? false;
    if (!watches(rule, organisation, series.target, series, isIn)) continue;
    if (!taken.has(seriesKey(series))) found.push({ ...series, organisation });
  }
  const chosen = inOrder(found).slice(0, most);
  const judged = await estate.asJudged(rule, chosen);
  const watched = chosen.flatMap((series, index) => {
    const asJudged = judged[index];
    return asJudged ? [{ ...series, rule: asJudged }] : [];
  });
  return { found: watched, leftOut: found.length - chosen.length };
}

function inOrder(series: readonly FoundSeries[]): FoundSeries[] {
  return series
    .map((each) => ({ key: seriesKey(each), each }))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ each }) => each);
}

/** Targets to which a rule is bound; undefined for one that is bound to none. */
function targetsOf({ watch }: Rule, members: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  if (watch.groups.length === 0) return watch.targets.length === 0 ? undefined : watch.targets;
  const held = new Set([...members.values()].flatMap((group) => [...group]));
  return watch.targets.length === 0 ? [...held] : watch.targets.filter((target) => held.has(target));
}
