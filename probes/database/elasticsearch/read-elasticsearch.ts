import type { ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import {
  type AskService,
  type Hints,
  httpConversation,
  jsonOf,
  notTheProduct,
} from '../../service/http-conversation.ts';
import { optionalPart } from '../../service/optional-part.ts';
import type { ServiceProduct, ServiceValue, Step } from '../../service/service-reader.ts';
import type { ElasticsearchConfig } from './config.ts';
import {
  type ElasticsearchRoot,
  parseHealth,
  parseNodes,
  parseRepositories,
  parseRoot,
  parseSnapshots,
  type Snapshot,
} from './parse-answers.ts';
import { healthValues, nodeValues, snapshotValues } from './readings.ts';
import { type FloodStage, floodStageOf } from './watermark.ts';

/** 64 nodes at 2 KB each leave room. */
const MAX_BYTES = 2_097_152;
const MOST_NODES = 64;
const MOST_REPOSITORIES = 5;
/** Snapshots and settings change rarely, and listing snapshots reads the repository. */
const RARELY_MS = 15 * 60_000;
const WHAT = 'Elasticsearch';

const NODE_FIELDS = [
  'name',
  'jvm.uptime_in_millis',
  'jvm.mem.heap_used_percent',
  'jvm.mem.heap_used_in_bytes',
  'jvm.mem.heap_max_in_bytes',
  'jvm.gc.collectors.old.collection_time_in_millis',
  'fs.total.total_in_bytes',
  'fs.total.available_in_bytes',
  'process.open_file_descriptors',
  'process.max_file_descriptors',
  'process.cpu.percent',
  'http.current_open',
  'thread_pool.*.rejected',
  'thread_pool.*.queue',
  'indices.store.size_in_bytes',
  'indices.search.query_total',
  'indices.indexing.index_total',
  'indices.query_cache.hit_count',
  'indices.query_cache.miss_count',
];
const NODES = `/_nodes/stats/jvm,fs,process,http,thread_pool,indices?filter_path=${NODE_FIELDS.map((field) => `nodes.*.${field}`).join(',')}`;
const SETTINGS =
  '/_cluster/settings?include_defaults=true&filter_path=*.cluster.routing.allocation.disk&master_timeout=5s';

const HINTS: Hints = {
  denied:
    'the account needs the cluster privilege monitor, and monitor_snapshot for snapshots: see `check elasticsearch --grants`',
  missing: 'this version has no such thing',
  account: '`check elasticsearch --grants` prints an account',
  judge: ({ status }) =>
    status === 429
      ? new ProbeError('full', 'takes no more requests for now (status 429): its queues or its heap are full')
      : undefined,
};

/** What asking a cluster once brought. */
export interface ElasticsearchAnswer {
  product: ServiceProduct;
  values: readonly ServiceValue[];
  skipped: readonly { what: string; why: string }[];
}

/** Reads one cluster again and again, by way of one of its nodes. */
export function elasticsearchReader(
  config: ElasticsearchConfig,
  options: ProbeOptions,
  onStep: (step: Step) => void,
): (signal: AbortSignal) => Promise<ElasticsearchAnswer> {
  const { token, ...settings } = config;
  const conversation = httpConversation(settings, options, HINTS, onStep);
  const ask: AskService = (path, signal) =>
    conversation(path, signal, {
      maxBytes: MAX_BYTES,
      headers: {
        accept: 'application/json',
        ...(token !== undefined && { authorization: `ApiKey ${token}` }),
      },
    });
  let stage: { value: FloodStage | undefined; atMs: number } | undefined;
  let snapshots: { value: ReadonlyMap<string, readonly Snapshot[]>; atMs: number } | undefined;

  return async (signal) => {
    const nowMs = options.now();
    const skipped: { what: string; why: string }[] = [];
    const part = optionalPart(skipped);
    const root = await readRoot(signal);
    const health = await read('/_cluster/health?timeout=5s&master_timeout=5s', parseHealth, signal);
    const nodes = (await part('nodes', () => read(NODES, parseNodes, signal))) ?? [];
    if (isDue(stage, nowMs)) {
      const json = await part('limit of the disks', async () => jsonOf(await ask(SETTINGS, signal), WHAT));
      // Where it may not be read, what is usual holds.
      stage = { value: floodStageOf(json ?? null), atMs: nowMs };
    }
    if (isDue(snapshots, nowMs)) {
      const found = await part('snapshots', () => readSnapshots(root, signal, skipped));
      snapshots = { value: found ?? new Map(), atMs: nowMs };
    }
    if (nodes.length > MOST_NODES)
      skipped.push({
        what: `${nodes.length - MOST_NODES} nodes`,
        why: `at most ${MOST_NODES} have series of their own`,
      });
    const about = { here: root.node, cluster: root.cluster, stage: stage?.value };
    return {
      product: { vendor: root.product, product: root.product, version: root.version, name: root.cluster },
      values: [
        ...healthValues(health),
        ...nodeValues(nodes.slice(0, MOST_NODES), about),
        ...[...(snapshots?.value ?? [])].flatMap(([repository, all]) =>
          snapshotValues(repository, all, nowMs),
        ),
      ].filter(([, value]) => !Number.isNaN(value)),
      skipped,
    };
  };

  async function readRoot(signal: AbortSignal): Promise<ElasticsearchRoot> {
    return read('/', parseRoot, signal);
  }

  async function read<Found>(
    path: string,
    parse: (json: unknown) => Found | undefined,
    signal: AbortSignal,
  ): Promise<Found> {
    const answer = await ask(path, signal);
    const found = parse(jsonOf(answer, WHAT));
    if (found === undefined) throw notTheProduct(answer, WHAT);
    return found;
  }

  async function readSnapshots(
    root: ElasticsearchRoot,
    signal: AbortSignal,
    skipped: { what: string; why: string }[],
  ): Promise<ReadonlyMap<string, readonly Snapshot[]>> {
    const repositories = await read('/_snapshot?master_timeout=5s', parseRepositories, signal);
    const part = optionalPart(skipped);
    const found = new Map<string, readonly Snapshot[]>();
    for (const name of repositories.slice(0, MOST_REPOSITORIES)) {
      const all = await part(`snapshots in ${name}`, () => read(pathOf(root, name), parseSnapshots, signal));
      if (all !== undefined) found.set(name, all);
    }
    if (repositories.length > MOST_REPOSITORIES)
      skipped.push({
        what: `${repositories.length - MOST_REPOSITORIES} repositories of snapshots`,
        why: `at most ${MOST_REPOSITORIES} are looked at`,
      });
    return found;
  }
}

/** From 7.14 on the newest ones can be asked for; before that, and of OpenSearch, all of them in short. */
function pathOf({ product, numbers }: ElasticsearchRoot, repository: string): string {
  const name = encodeURIComponent(repository);
  const [major = 0, minor = 0] = numbers;
  const isNew = product === 'Elasticsearch' && (major > 7 || (major === 7 && minor >= 14));
  return isNew
    ? `/_snapshot/${name}/*?sort=start_time&order=desc&size=30&index_names=false&filter_path=snapshots.state,snapshots.start_time_in_millis,snapshots.end_time_in_millis`
    : `/_cat/snapshots/${name}?format=json&h=status,start_epoch,end_epoch`;
}

function isDue(known: { atMs: number } | undefined, nowMs: number): boolean {
  return known === undefined || nowMs < known.atMs || nowMs - known.atMs >= RARELY_MS * 0.9;
}
