import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Catalog } from '../embedded/catalog.ts';
import { describeFound, type FoundSeries } from '../embedded/groups.ts';
import { QueryTooLargeError, type Selector, type Store, StoreUnavailableError } from '../store.ts';
import { latestInflux, queryInflux } from './influx-query.ts';
import { type InfluxOptions, InfluxWriter } from './influx-writer.ts';

/**
 * InfluxDB 1.x as the store of record: lines written straight from columns, answers by InfluxQL. The database is made
 * when it is missing. What was written is idempotent there by (series, time), so that a small catalog of our own needs
 * to keep only the position and which series there are.
 */
export async function openInfluxStore(options: InfluxOptions): Promise<Store> {
  mkdirSync(options.folder, { recursive: true });
  const catalog = new Catalog(join(options.folder, 'catalog.sqlite'));
  const writer = new InfluxWriter(catalog, options);
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();

  /** One change at a time, in the order asked for. */
  function change<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    const mine = last.then(() => {
      if (closed) throw new StoreUnavailableError('the store is closed');
      return work();
    });
    last = mine.catch(() => {});
    return mine;
  }

  function find(selector: Partial<Selector>, limit: number): FoundSeries[] {
    const { found, total } = writer.groups.select(selector, limit);
    if (total > limit) throw new QueryTooLargeError('series', total, limit);
    return found;
  }

  return {
    position: async () => catalog.number('position', 1),
    setback: async () => undefined,
    settle: async () => {},
    append: (rows, position) => change(() => writer.append(rows, position)),
    flush: () => change(() => writer.flush()),
    async query(query, limits) {
      const found = find(query.selector, limits.series);
      // What was appended can be asked for, as with every store.
      await change(() => writer.send());
      const http = writer.http.within(limits.timeoutMs);
      return queryInflux(http, query, found, limits, writer.rollups.spanFor(query));
    },
    async latest(selector, limits) {
      const found = find(selector, limits.series);
      await change(() => writer.send());
      return latestInflux(writer.http.within(limits.timeoutMs), found);
    },
    series: async (selector, limit) => writer.groups.select(selector, limit).found.map(describeFound),
    deleteBefore: (timeMs) => change(() => writer.deleteBefore(timeMs)),
    deleteTarget: (target) => change(() => writer.deleteTarget(target)),
    maintain: (nowMs) => change(() => writer.maintain(nowMs)),
    snapshot: async () => undefined,
    stats: () => writer.stats(),
    async close() {
      if (closed) return;
      await change(() => writer.flush()).finally(() => {
        closed = true;
        catalog.close();
        writer.http.close();
      });
    },
  };
}
