import { breathe, startSlice } from '#collector/threads/breathe.ts';

/** Long work that says where others may have the thread. */
export type Sliced<Result> = Generator<void, Result>;

/** Items between two places at which that is possible. */
const ITEMS = 128;

/** The items of a list, with a place to rest now and then: `yield*` it, and take each item. */
export function* sliced<Item>(items: Iterable<Item>, take: (item: Item) => void): Sliced<void> {
  let count = 0;
  for (const item of items) {
    if (++count % ITEMS === 0) yield;
    take(item);
  }
}

/** Does all of it at once. */
export function atOnce<Result>(work: Sliced<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Does it as the thread has time. */
export async function inSlices<Result>(work: Sliced<Result>): Promise<Result> {
  let isLong = startSlice();
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (!isLong()) continue;
    await breathe();
    isLong = startSlice();
  }
}
