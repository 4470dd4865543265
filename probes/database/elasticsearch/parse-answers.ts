import * as z from 'zod';

const figure = z.number().catch(Number.NaN);
const text = z.string().catch('');

/** What `GET /` tells. */
const Root = z.object({
  name: text,
  cluster_name: text,
  version: z.object({ number: z.string(), distribution: text }),
});

/** What is at this address. */
export interface ElasticsearchRoot {
  product: 'Elasticsearch' | 'OpenSearch';
  version: string;
  numbers: readonly number[];
  /** Of the node that answers. */
  node: string;
  cluster: string;
}

/** Undefined where it is something else. */
export function parseRoot(json: unknown): ElasticsearchRoot | undefined {
  const parsed = Root.safeParse(json);
  if (!parsed.success) return undefined;
  const { name, cluster_name, version } = parsed.data;
  return {
    product: version.distribution === 'opensearch' ? 'OpenSearch' : 'Elasticsearch',
    version: version.number,
    numbers: (version.number.match(/\d+/g) ?? []).slice(0, 3).map(Number),
    node: name,
    cluster: cluster_name,
  };
}

const Health = z.record(z.string(), z.unknown()).and(z.object({ status: z.string() }));

/** What `_cluster/health` tells, by name. */
export function parseHealth(json: unknown): Readonly<Record<string, unknown>> | undefined {
  return Health.safeParse(json).data;
}

/** Parts that a node does not tell are there with nothing in them. */
function group<Shape extends z.ZodRawShape>(shape: Shape) {
  const all = z.object(shape);
  return all.catch(() => all.parse({}));
}

const Node = z.object({
  name: text,
  jvm: group({
    uptime_in_millis: figure,
    mem: group({ heap_used_percent: figure, heap_used_in_bytes: figure, heap_max_in_bytes: figure }),
    gc: group({ collectors: group({ old: group({ collection_time_in_millis: figure }) }) }),
  }),
  fs: group({ total: group({ total_in_bytes: figure, available_in_bytes: figure }) }),
  process: group({
    open_file_descriptors: figure,
    max_file_descriptors: figure,
    cpu: group({ percent: figure }),
  }),
  http: group({ current_open: figure }),
  thread_pool: z.record(z.string(), z.object({ rejected: figure, queue: figure })).catch({}),
  indices: group({
    store: group({ size_in_bytes: figure }),
    search: group({ query_total: figure }),
    indexing: group({ index_total: figure }),
    query_cache: group({ hit_count: figure, miss_count: figure }),
  }),
});
export type ElasticsearchNode = z.infer<typeof Node>;

/** What `_nodes/stats` tells, ordered by name; undefined where it is something else. */
export function parseNodes(json: unknown): ElasticsearchNode[] | undefined {
  const parsed = z.object({ nodes: z.record(z.string(), Node) }).safeParse(json);
  if (!parsed.success) return undefined;
  return Object.values(parsed.data.nodes).sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** One snapshot, whichever way it was asked for. */
export interface Snapshot {
  /** `SUCCESS`, `PARTIAL`, `FAILED`, `IN_PROGRESS` … */
  state: string;
  startMs: number;
  /** NaN while it is being made. */
  endMs: number;
}

const Details = z.object({
  snapshots: z.array(
    z.object({ state: z.string(), start_time_in_millis: figure, end_time_in_millis: figure }),
  ),
});
const Cat = z.array(z.object({ status: z.string(), start_epoch: text, end_epoch: text }));

/** From `_snapshot/<repository>/…` or `_cat/snapshots/<repository>`, newest first; undefined where it is neither. */
export function parseSnapshots(json: unknown): Snapshot[] | undefined {
  const details = Details.safeParse(json).data?.snapshots.map((one) => ({
    state: one.state,
    startMs: one.start_time_in_millis,
    // It ends at 0 while it is under way.
    endMs: one.end_time_in_millis > 0 ? one.end_time_in_millis : Number.NaN,
  }));
  const cat = Cat.safeParse(json).data?.map((one) => ({
    state: one.status,
    startMs: Number(one.start_epoch) * 1_000,
    endMs: Number(one.end_epoch) > 0 ? Number(one.end_epoch) * 1_000 : Number.NaN,
  }));
  return (details ?? cat)?.sort((one, other) => other.startMs - one.startMs);
}

/** Names of the repositories of snapshots. */
export function parseRepositories(json: unknown): string[] | undefined {
  const parsed = z.record(z.string(), z.object({ type: z.string() })).safeParse(json);
  return parsed.success ? Object.keys(parsed.data).sort() : undefined;
}
