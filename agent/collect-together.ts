/** One thing that brings something, such as the run of a probe that brings items. */
export interface Collection<Result> {
  collect(): Promise<readonly Result[]>;
}

/** How long the next one waits for the one before; a probe that hangs delays the others by no more. */
const PATIENCE_MS = 100;
/** After this what is there leaves, and what is late follows on its own. */
const GATHER_MS = 250;

/**
 * Runs collections one after the other and hands over everything they bring in one go, so that one tick makes one
 * message and one sync to disk. Slow ones are overtaken. None of the collections may reject.
 */
export async function collectTogether<Result>(
  collections: readonly Collection<Result>[],
  hand: (results: readonly Result[]) => void,
): Promise<void> {
  let gathered: Result[] | undefined = [];
  const release = (): void => {
    const results = gathered ?? [];
    gathered = undefined;
    if (results.length > 0) hand(results);
  };
  const timer = setTimeout(release, GATHER_MS);
  const all: Promise<void>[] = [];
  for (const collection of collections) {
    const done = collection.collect().then((results) => {
      if (gathered) gathered.push(...results);
      else if (results.length > 0) hand(results);
    });
    all.push(done);
    await withPatience(done);
  }
  await Promise.all(all);
  clearTimeout(timer);
  release();
}

function withPatience(done: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE_MS);
    void done.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
