import * as z from 'zod';
import { FILL_CODES } from '#collector/growth/growth.ts';
import { growthBook } from '#collector/growth/growth-book.ts';
import { type SpaceList, slicedNewest, spaceList } from '#collector/growth/space-list.ts';
import { DATABASE_SPACE, DISK } from '#collector/growth/spaces.ts';
import type { App } from '#collector/http/zod-routes.ts';
import type { Target } from '#collector/inventory/targets.ts';
import { type Scope, scopeKey } from '#collector/people/caller.ts';
import { databaseRoles, replicationStates } from '#protocol/vocabulary/database.ts';
import { wordOf } from '#protocol/vocabulary/word-of-state.ts';
import type { Parts } from './parts.ts';
import { PlaceShape, seenTargets, TargetFilter } from './seen-targets.ts';

const MOST_DATABASES = 2_000;

const at = z.number().nullable();
const Asked = TargetFilter.extend({
  limit: z.coerce.number().int().min(1).max(5_000).default(1_000).describe('spaces that are listed'),
});
const SpaceShape = z.strictObject({
  ...PlaceShape,
  name: z.string(),
  type: z.string().describe('tablespace, database, disk …; of a mount the kind of its file system'),
  code: z.enum(FILL_CODES).describe('why it is full in so many days, or why nobody can say'),
  days: at.describe('until it is full; null where nothing fills it or nobody knows'),
  usedBytes: z.number(),
  allocatedBytes: at,
  limitBytes: at.describe('to which it can grow: the end of auto-extension, or the disk'),
  usedPercent: at,
  growth: z.enum(['unknown', 'steady', 'grows', 'shrinks']).describe('over 14 days, at least one'),
  bytesPerDay: at,
  atMs: z.number().describe('of the newest value'),
  isOld: z.boolean().describe('it was not read since the collector was started'),
});
const Spaces = {
  spaces: z.array(SpaceShape).describe('the soonest full first'),
  total: z.int().describe('spaces that pass the filter, listed or not'),
  waiting: z.int().describe('targets whose history is still being read: ask again'),
};
const DatabaseShape = z.strictObject({
  ...PlaceShape,
  kind: z.string(),
  address: z.string(),
  make: z.string().describe('such as oracle; empty while nobody knows'),
  version: z.string(),
  role: z.string().nullable(),
  readOnly: z.boolean().nullable(),
  upSeconds: at,
  sessions: at,
  sessionsActive: at,
  sessionsLimit: at,
  sessionsPercent: at,
  blockedSessions: at,
  longestWaitSeconds: at,
  lagSeconds: at.describe('of the replica that is farthest behind'),
  lagBytes: at,
  replication: z.string().nullable().describe('the worst state of its ways of replication'),
  atMs: at.describe('of the newest value'),
});

const FIGURES = {
  upSeconds: 'database.uptime_seconds',
  sessions: 'database.sessions',
  sessionsActive: 'database.sessions_active',
  sessionsLimit: 'database.sessions_limit',
  sessionsPercent: 'database.sessions_percent',
  blockedSessions: 'database.blocked_sessions',
  longestWaitSeconds: 'database.longest_wait_seconds',
  lagSeconds: 'database_replication.lag_seconds',
  lagBytes: 'database_replication.lag_bytes',
} as const;
type Figure = keyof typeof FIGURES;

/** Databases with everything that fills up in them, and the file systems of machines, each in one answer. */
export function databaseRoutes(app: App, { registry, store, limits, newest, nowMs }: Parts): void {
  const { records, visible } = registry;
  const { find, placer } = seenTargets(registry);
  const reader = { query: store.query.bind(store), limits, nowMs };
  const slowly = slicedNewest(newest);
  const databaseSpaces = spaceList({
    words: DATABASE_SPACE,
    stem: 'database_space',
    book: growthBook('database_space.used_bytes', reader),
    newest,
    nowMs,
  });
  const disks = spaceList({
    words: DISK,
    stem: 'disk',
    book: growthBook('disk.used', reader),
    newest,
    nowMs,
  });

  app.get(
    '/api/v1/databases',
    {
      config: {
        permission: 'targets.read',
        summary: `All databases, at most ${MOST_DATABASES}, and their spaces by days until full.`,
      },
      schema: {
        querystring: Asked,
        response: { 200: z.strictObject({ databases: z.array(DatabaseShape), ...Spaces }) },
      },
    },
    async ({ query, scope }) => {
      const place = placer(scope);
      const found = databasesAmong(find(scope, query));
      const [shown, spaces] = await Promise.all([
        databasesShown(found.slice(0, MOST_DATABASES), place),
        spacesShown(
          databaseSpaces(keyOf(scope, query), async () => idsOf(found)),
          query.limit,
          scope,
          place,
        ),
      ]);
      return { databases: shown, ...spaces };
    },
  );

  app.get(
    '/api/v1/disks',
    {
      config: { permission: 'targets.read', summary: 'The file systems of machines by days until full.' },
      schema: { querystring: Asked, response: { 200: z.strictObject(Spaces) } },
    },
    async ({ query, scope }) => {
      const list = disks(keyOf(scope, query), async () => {
        const found = find(scope, query);
        const has = new Set((await slowly('disk.used', idsOf(found))).map(({ target }) => target));
        return idsOf(found.filter(({ id, kind }) => kind === 'server' || has.has(id)));
      });
      return spacesShown(list, query.limit, scope, placer(scope));
    },
  );

  /** A host may tell of the database inside it. */
  function databasesAmong(found: readonly Target[]): Target[] {
    const ids = idsOf(found);
    const telling = new Set<string>();
    for (const metric of ['database.connect_seconds', 'database_space.used_bytes'])
      for (const { target } of newest(metric, ids)) telling.add(target);
    return found.filter(({ id, kind }) => kind === 'database' || telling.has(id));
  }

  async function spacesShown(
    list: Promise<SpaceList>,
    limit: number,
    scope: Scope,
    place: ReturnType<typeof placer>,
  ) {
    const { spaces, waiting } = await list;
    // It may be some seconds old: what is gone since is not told any more.
    const seen = spaces.filter(({ target }) => visible.see(scope, target));
    return {
      spaces: seen.slice(0, limit).map(({ target, ...space }) => ({ ...place(target), ...space })),
      total: seen.length,
      waiting,
    };
  }

  async function databasesShown(found: readonly Target[], place: ReturnType<typeof placer>) {
    const ids = idsOf(found);
    const inventories = await records.list([...ids], 'inventory', undefined, 4 * ids.size);
    const versions = new Map(inventories.map(({ target, data }) => [target, factsOf(data)]));
    const figures = new Map<Figure, ReturnType<typeof highest>>();
    for (const [figure, metric] of Object.entries(FIGURES) as [Figure, string][])
      figures.set(figure, highest(newest(metric, ids)));
    const roles = highest(newest('database.role', ids));
    const readOnly = highest(newest('database.read_only', ids));
    const replication = highest(newest('database_replication.state', ids));
    const connect = highest(newest('database.connect_seconds', ids));
    return found.map(({ id, kind, address, vendor }) => ({
      ...place(id),
      kind,
      address,
      make: versions.get(id)?.make || vendor,
      version: versions.get(id)?.version ?? '',
      role: wordOf(databaseRoles, roles.get(id)?.value),
      readOnly: readOnly.has(id) ? readOnly.get(id)?.value === 1 : null,
      ...(Object.fromEntries(
        [...figures].map(([figure, values]) => [figure, values.get(id)?.value ?? null]),
      ) as Record<Figure, number | null>),
      replication: wordOf(replicationStates, replication.get(id)?.value),
      atMs:
        Math.max(
          connect.get(id)?.timeMs ?? 0,
          ...[...figures.values()].map((each) => each.get(id)?.timeMs ?? 0),
        ) || null,
    }));
  }
}

/** Names a question apart from how many of its answer are listed. */
function keyOf(scope: Scope, { organisation, system, search }: TargetFilter): string {
  return JSON.stringify([scopeKey(scope), organisation, system, search]);
}

function idsOf(found: readonly Target[]): Set<string> {
  return new Set(found.map(({ id }) => id));
}

/** The highest value of each target: the one that is worst off of several. */
function highest<Value extends { target: string; value: number; timeMs: number }>(
  values: readonly Value[],
): Map<string, Value> {
  const found = new Map<string, Value>();
  for (const value of values) {
    const known = found.get(value.target);
    if (!known || known.value < value.value) found.set(value.target, value);
  }
  return found;
}

/** Databases say their product as vendor, and its version as model where nothing else is known. */
function factsOf(data: unknown): { make: string; version: string } {
  const { vendor, version, model } = (data ?? {}) as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, 200) : '');
  return { make: text(vendor), version: text(version) || text(model) };
}
