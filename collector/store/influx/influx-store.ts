import { join } from 'node:path';
import { storeName } from '#collector/config/store-address.ts';
import { Catalog } from '../embedded/catalog.ts';
import { describeFound, type FoundSeries } from '../embedded/groups.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { type MarkedStore, openShelved } from '../shelf/open-shelved.ts';
import { CATALOG_FILE } from '../shelf/shelf.ts';
import { QueryTooLargeError, type Selector, type Store } from '../store.ts';
import { latestInflux, queryInflux } from './influx-query.ts';
import { POLICY_OF, readRolled } from './influx-rolled.ts';
import { type InfluxOptions, InfluxWriter } from './influx-writer.ts';
import { markIn, recogniseInflux } from './recognise.ts';

/** Ten days of minutes of many series are no question that a page asks. */
const ROLLED_TIMEOUT_MS = 120_000;

/**
 * InfluxDB as the store of record, 1.x, 2.x or 3.x: lines written straight from columns, answers by InfluxQL. The database
 * is made when it is missing. What was written is idempotent there by (series, time), so that a small catalog of our own needs
 * to keep only the position and which series there are.
 */
export function openInfluxStore(options: InfluxOptions): Promise<Store> {
  const { address, folder, forCopy } = options;
  return openShelved({
    engine: 'influxdb',
    folder,
    address: storeName({ kind: 'influxdb', secretFile: '', ...address }),
    forCopy,
    open: async (own) => openWithCatalog(join(own, CATALOG_FILE), options),
    markIn,
    recognise: (marks) => recogniseInflux(options, marks),
  });
}

function openWithCatalog(path: string, options: InfluxOptions): MarkedStore {
  const catalog = new Catalog(path);
  const writer = new InfluxWriter(catalog, options);
  const closing = new AbortController();
  let closed = false;
  /** The roll-up under way. */
  let computing: Promise<void> = Promise.resolve();
  const change = oneAtATime(() => closed);

  function find(selector: Partial<Selector>, limit: number): FoundSeries[] {
    const { found, total } = writer.groups.select(selector, limit);
    if (total > limit) throw new QueryTooLargeError('series', total, limit);
    return found;
  }

  /** Windows of roll-ups, one at a time, beside the changes: the server takes its time. */
  async function maintain(nowMs: number): Promise<boolean> {
    const run = await change(async () => {
      await writer.look();
      // Its rows are over there, or come later and have it computed again.
      await writer.send();
      return writer.rollups.windows.take(nowMs);
    });
    if (!run) return false;
    computing = writer.rollups.compute(run, nowMs, closing.signal);
    await computing;
    return true;
  }

  const sourceWithin = (timeoutMs: number) => ({
    ...writer.door.within(timeoutMs),
    lifeOf: (target: string) => writer.lifeOf(target),
  });

  const store: Store = {
    position: async () => catalog.number('position', 1),
    setback: () => change(() => writer.setbacks.tell()),
    settle: () => change(() => writer.setbacks.settle()),
    append: (rows, position) => change(() => writer.append(rows, position)),
    flush: () => change(() => writer.flush()),
    async query(query, limits) {
      const found = find(query.selector, limits.series);
      // What was appended can be asked for, as with every store.
      await change(() => writer.send());
      const rolled = writer.rollups.spanFor(query, found, writer.nowMs());
      return queryInflux(sourceWithin(limits.timeoutMs), query, found, limits, rolled);
    },
    async latest(selector, limits) {
      const found = find(selector, limits.series);
      await change(() => writer.send());
      return latestInflux(sourceWithin(limits.timeoutMs), found, writer.nowMs());
    },
    series: async (selector, limit) => writer.groups.select(selector, limit).found.map(describeFound),
    deleteBefore: (timeMs) => change(() => writer.deleteBefore(timeMs)),
    deleteTarget: (target) =>
      change(async () => {
        // A roll-up under way would bring back what it has read.
        await computing.catch(() => {});
        await writer.deleteTarget(target);
      }),
    maintain,
    // The server is not asked: what it was given since the last flush comes again.
    snapshot: () =>
      change(() => ({
        position: catalog.number('position', 1),
        files: [{ name: CATALOG_FILE, path, bytes: catalog.hold() }],
        done: () => catalog.letGo(),
      })),
    rolled: {
      async read(selector, tier, fromMs, toMs) {
        const found = find(selector, Number.MAX_SAFE_INTEGER);
        return readRolled(sourceWithin(ROLLED_TIMEOUT_MS), found, POLICY_OF[tier], fromMs, toMs);
      },
      write: (rows, tier) => change(() => writer.writeRolled(rows, POLICY_OF[tier])),
    },
    stats: () => writer.stats(),
    async close() {
      if (closed) return;
      closing.abort();
      await change(() => writer.flush()).finally(async () => {
        closed = true;
        await computing.catch(() => {});
        catalog.close();
        writer.door.close();
      });
    },
  };
  return { store, mark: writer.mark };
}
