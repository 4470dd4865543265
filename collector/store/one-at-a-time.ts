import { StoreUnavailableError } from './store.ts';

/** Runs changes of a store one at a time, in the order asked for; rejects once it is closed. */
export function oneAtATime(isClosed: () => boolean) {
  let last: Promise<unknown> = Promise.resolve();
  return <Result>(work: () => Result | Promise<Result>): Promise<Result> => {
    const mine = last.then(() => {
      if (isClosed()) throw new StoreUnavailableError('the store is closed');
      return work();
    });
    last = mine.catch(() => {});
    return mine;
  };
}
