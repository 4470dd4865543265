import { StoreUnavailableError } from './store.ts';

/** Waits for a call of a store for a bounded time, whatever becomes of it afterwards. */
export async function within<Result>(call: Promise<Result>, timeoutMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const detail = `the store has not answered within ${timeoutMs / 1000} s; it is asked again`;
      reject(new StoreUnavailableError(detail, { code: 'no_answer' }));
    }, timeoutMs);
  });
  // Nobody waits for its failure any more.
  call.catch(() => {});
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}
