import type { Rows, Store, StoreStats } from '../store.ts';

/** Where history is read. */
export interface CopySource extends Pick<Store, 'query' | 'series' | 'rolled'> {
  engine: StoreStats['engine'];
}

/** Where it goes, and is read again to be verified. */
export interface CopyDestination extends CopySource {
  /** Resolves once the store holds the rows. What was not flushed yet may be lost when a call rejects. */
  append(rows: readonly Rows[]): Promise<void>;
  /** Resolves once all that was appended since the last time is durable; rejects where some of it was lost. */
  flush(): Promise<void>;
}

/** True when roll-ups can go from one to the other. */
export function carriesRolled(from: CopySource, to: CopySource): boolean {
  return from.rolled !== undefined && to.rolled !== undefined;
}

/** A store that nobody else feeds: what is copied leaves its position as it is. */
export function destinationOf(store: Store): CopyDestination {
  let position: number | undefined;
  /** What an append failed with; it may have taken earlier rows along. */
  let lost: unknown;
  return {
    ...sourceOf(store),
    async append(rows) {
      try {
        position ??= await store.position();
        await store.append(rows, position);
      } catch (error) {
        position = undefined;
        lost = error;
        throw error;
      }
    },
    async flush() {
      const error = lost;
      lost = undefined;
      if (error) throw error;
      try {
        await store.flush();
      } catch (failure) {
        // A store that went back takes nothing before it was asked from where.
        position = undefined;
        await store.position().catch(() => {});
        throw failure;
      }
    },
  };
}

export function sourceOf(store: Store): CopySource {
  return {
    engine: store.stats().engine,
    query: (query, limits) => store.query(query, limits),
    series: (selector, limit) => store.series(selector, limit),
    rolled: store.rolled,
  };
}
