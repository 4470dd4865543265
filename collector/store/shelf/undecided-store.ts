import { type Store, type StoreStats, StoreUnavailableError } from '../store.ts';

/**
 * A store whose server has to be asked first which one it is. Until it has answered, everything rejects; whoever feeds
 * it asks again.
 */
export function undecidedStore(engine: StoreStats['engine'], decide: () => Promise<Store>): Store {
  let decided: Store | undefined;
  let deciding: Promise<Store> | undefined;
  let closed = false;

  async function store(): Promise<Store> {
    if (closed) throw new StoreUnavailableError('the store is closed');
    if (decided) return decided;
    deciding ??= decide().finally(() => {
      deciding = undefined;
    });
    decided = await deciding;
    return decided;
  }

  return {
    position: async () => (await store()).position(),
    setback: async () => (await store()).setback(),
    settle: async () => (await store()).settle(),
    append: async (rows, position) => (await store()).append(rows, position),
    flush: async (lasting) => (await store()).flush(lasting),
    query: async (query, limits) => (await store()).query(query, limits),
    latest: async (selector, limits) => (await store()).latest(selector, limits),
    series: async (selector, limit) => (await store()).series(selector, limit),
    deleteBefore: async (timeMs) => (await store()).deleteBefore(timeMs),
    deleteTarget: async (target) => (await store()).deleteTarget(target),
    maintain: async (nowMs) => (await store()).maintain(nowMs),
    snapshot: async () => (await store()).snapshot(),
    // Whether there are any is known with the rest.
    get rolled() {
      return decided?.rolled;
    },
    stats: () => decided?.stats() ?? { ...NOTHING, engine },
    async close() {
      closed = true;
      const last = await deciding?.catch(() => undefined);
      await (decided ?? last)?.close();
    },
  };
}

const NOTHING: Omit<StoreStats, 'engine'> = {
  series: 0,
  samplesAppended: 0,
  diskBytes: 0,
  memoryBytes: 0,
  rollupsPending: 0,
  faults: [],
  faultsTotal: 0,
  warnings: [],
};
