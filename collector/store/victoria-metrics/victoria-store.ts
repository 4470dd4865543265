import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { storeName } from '#collector/config/store-address.ts';
import { Catalog } from '../embedded/catalog.ts';
import { describeFound, type FoundSeries } from '../embedded/groups.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { type MarkedStore, openShelved } from '../shelf/open-shelved.ts';
import { CATALOG_FILE } from '../shelf/shelf.ts';
import { QueryTooLargeError, type Selector, type Store } from '../store.ts';
import { latestVictoria } from './latest.ts';
import { markIn, recogniseVictoria, wardOf } from './recognise.ts';
import { queryVictoria } from './victoria-query.ts';
import { type VictoriaOptions, VictoriaWriter } from './victoria-writer.ts';

const LASTING_POLL_MS = 250;

export interface VictoriaStoreOptions extends VictoriaOptions {
  /** Which side of a copy it is, where it is one. */
  forCopy?: 'from' | 'to' | undefined;
}

/**
 * VictoriaMetrics as the store of record: lines in by its Influx interface, answers by PromQL and export, never by its
 * InfluxQL. A small catalog of our own keeps which series there are, and the position that its marks have proved.
 */
export function openVictoriaStore(options: VictoriaStoreOptions): Promise<Store> {
  const { address, folder, forCopy } = options;
  return openShelved({
    engine: 'victoriametrics',
    folder,
    address: storeName({ kind: 'victoriametrics', secretFile: '', ...address }),
    forCopy,
    open: async (own) => openWithCatalog(join(own, CATALOG_FILE), options),
    markIn,
    recognise: (marks) => recogniseVictoria(options, marks),
  });
}

function openWithCatalog(path: string, options: VictoriaOptions): MarkedStore {
  const catalog = new Catalog(path);
  const writer = new VictoriaWriter(catalog, options);
  const { nowMs = Date.now } = options;
  let closed = false;
  const change = oneAtATime(() => closed);

  function find(selector: Partial<Selector>, limit: number): FoundSeries[] {
    const { found, total } = writer.groups.select(selector, limit);
    if (total > limit) throw new QueryTooLargeError('series', total, limit);
    return found;
  }

  async function ask(selector: Selector, limits: { series: number; timeoutMs: number }) {
    const chosen = find(selector, limits.series);
    // What was appended goes there before; it can be read a moment later.
    await change(() => writer.send());
    return { door: writer.http.within(limits.timeoutMs), names: writer.names, chosen };
  }

  const store: Store = {
    position: async () => writer.position(),
    setback: async () => writer.marks.setback,
    settle: () => change(() => writer.marks.settle()),
    append: (rows, position) => change(() => writer.append(rows, position)),
    async flush(lasting) {
      await change(() => writer.flush());
      if (!lasting) return;
      for (const isDurable = writer.marks.watch(); !isDurable(); await change(() => writer.flush())) {
        await sleep(LASTING_POLL_MS);
      }
    },
    query: async (query, limits) => queryVictoria(await ask(query.selector, limits), query, limits),
    latest: async (selector, limits) => latestVictoria(await ask(selector, limits), nowMs()),
    series: async (selector, limit) => writer.groups.select(selector, limit).found.map(describeFound),
    // Only the server forgets, by its -retentionPeriod; one that keeps longer is named by a warning.
    deleteBefore: async () => 0,
    deleteTarget: (target) => change(() => writer.deleteTarget(target)),
    maintain: async () => false,
    // The server is not asked: what it was given since the last flush comes again.
    snapshot: () =>
      change(() => ({
        position: writer.marks.position,
        files: [{ name: CATALOG_FILE, path, bytes: catalog.hold() }],
        done: () => catalog.letGo(),
      })),
    stats: () => writer.stats(),
    async close() {
      if (closed) return;
      await change(() => writer.close()).finally(() => {
        closed = true;
        catalog.close();
        writer.http.close();
      });
    },
  };
  return { store, mark: wardOf(catalog) };
}
