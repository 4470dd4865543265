import { remember } from '#collector/explore/remember.ts';
import type { NewestValue } from '#collector/live/live-catalog.ts';
import type { TargetBook } from '#collector/target-book.ts';
import { breathe } from '#collector/threads/breathe.ts';
import type { GrownSeries } from './growth-book.ts';
import { type Space, type SpaceWords, spacesOf } from './spaces.ts';

/** Whoever sorts or pages asks the same again. */
const REMEMBERED_MS = 5_000;
const LISTS_REMEMBERED = 20;
/** What is not worked out by then is told the next time. */
const WAIT_MS = 4_000;
/** Newest values are looked up for so many targets before others have their turn. */
const TARGETS_A_SLICE = 100;

export interface SpaceListOptions {
  words: SpaceWords;
  /** First part of the names of the metrics. */
  stem: string;
  book: TargetBook<GrownSeries[]>;
  newest(metric: string, targets: ReadonlySet<string>): NewestValue[];
  nowMs(): number;
}

export interface SpaceList {
  spaces: readonly Space[];
  /** Targets whose history is still being read. */
  waiting: number;
}

/**
 * The spaces of some targets, the soonest full first. `key` names the question: its answer is kept for some seconds,
 * unless a part of it is missing. A large site has 10,000 spaces, so that the thread is given free in between.
 */
export function spaceList({ words, stem, book, newest, nowMs }: SpaceListOptions) {
  const kept = remember<Promise<SpaceList>>({ most: LISTS_REMEMBERED, forMs: REMEMBERED_MS, nowMs });
  const slowly = slicedNewest(newest);

  return (key: string, findTargets: () => Promise<Iterable<string>>): Promise<SpaceList> => {
    const list = kept(key, async () => {
      const ids = new Set(await findTargets());
      const { values: grown, waiting } = await book.get([...ids], WAIT_MS);
      const spaces = await spacesOf(words, { grown, newest: (field) => slowly(`${stem}.${field}`, ids) });
      return { spaces, waiting };
    });
    const forget = (): void => kept.forget(key);
    list.then(({ waiting }) => waiting > 0 && forget(), forget);
    return list;
  };
}

/** The newest values of a metric, a slice of the targets at a time. */
export function slicedNewest(newest: SpaceListOptions['newest']) {
  return async (metric: string, targets: ReadonlySet<string>): Promise<NewestValue[]> => {
    const all = [...targets];
    const found: NewestValue[] = [];
    for (let at = 0; at < all.length; at += TARGETS_A_SLICE) {
      if (at > 0) await breathe();
      for (const value of newest(metric, new Set(all.slice(at, at + TARGETS_A_SLICE)))) found.push(value);
    }
    return found;
  };
}
