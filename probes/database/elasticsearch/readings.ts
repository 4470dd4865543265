import { backupResults, databaseRoles } from '#protocol/vocabulary/database.ts';
import { numberOf, type ServiceValue } from '../../service/service-reader.ts';
import { elasticsearchMetrics, healthStates } from './metrics.ts';
import type { ElasticsearchNode, Snapshot } from './parse-answers.ts';
import { type FloodStage, usableBytes } from './watermark.ts';

const HEALTH = 'elasticsearch_cluster_health.';
const HEALTH_FIELDS = elasticsearchMetrics
  .filter(({ name, kind }) => name.startsWith(HEALTH) && kind !== 'state')
  .map(({ name }) => name.slice(HEALTH.length));
/** Pools through which requests of clients go: `bulk` was called `write` from 6.3 on. */
const POOLS = ['write', 'bulk', 'search', 'get', 'index'];

/** Of the cluster as a whole. */
export function healthValues(health: Readonly<Record<string, unknown>>): ServiceValue[] {
  const nodes = numberOf(health.number_of_nodes);
  return [
    [`${HEALTH}status`, healthStates[String(health.status).toLowerCase()]?.code ?? Number.NaN],
    ...HEALTH_FIELDS.map((field): ServiceValue => [`${HEALTH}${field}`, numberOf(health[field])]),
    ['database.role', (nodes > 1 ? databaseRoles.cluster : databaseRoles.standalone)?.code ?? Number.NaN],
  ];
}

/** Of its nodes; `here` is the one that answers. */
export function nodeValues(
  nodes: readonly ElasticsearchNode[],
  { here, cluster, stage }: { here: string; cluster: string; stage: FloodStage | undefined },
): ServiceValue[] {
  const asked = nodes.find(({ name }) => name === here);
  const sum = (of: (node: ElasticsearchNode) => number) => {
    const known = nodes.map(of).filter((value) => !Number.isNaN(value));
    return known.length === 0 ? Number.NaN : known.reduce((total, each) => total + each, 0);
  };
  return [
    ['database.uptime_seconds', (asked?.jvm.uptime_in_millis ?? Number.NaN) / 1_000],
    ['database.sessions', sum(({ http }) => http.current_open)],
    ['database.statements_total', sum(({ indices }) => indices.search.query_total)],
    ['database.rows_written_total', sum(({ indices }) => indices.indexing.index_total)],
    ['database.memory_used_bytes', sum(({ jvm }) => jvm.mem.heap_used_in_bytes)],
    ['database.cache_hits_total', sum(({ indices }) => indices.query_cache.hit_count)],
    ['database.cache_misses_total', sum(({ indices }) => indices.query_cache.miss_count)],
    ['database_size.bytes', sum(({ indices }) => indices.store.size_in_bytes), cluster],
    ...nodes.flatMap((node) => oneNode(node, stage)),
  ];
}

function oneNode({ name, jvm, fs, process, thread_pool }: ElasticsearchNode, stage: FloodStage | undefined) {
  const { total_in_bytes: total, available_in_bytes: available } = fs.total;
  const values: ServiceValue[] = [
    ['elasticsearch_jvm.mem_heap_used_percent', jvm.mem.heap_used_percent, name],
    ['elasticsearch_jvm.mem_heap_used_in_bytes', jvm.mem.heap_used_in_bytes, name],
    ['elasticsearch_jvm.mem_heap_max_in_bytes', jvm.mem.heap_max_in_bytes, name],
    ['elasticsearch_jvm.uptime_in_millis', jvm.uptime_in_millis, name],
    [
      'elasticsearch_jvm.gc_collectors_old_collection_time_in_millis',
      jvm.gc.collectors.old.collection_time_in_millis,
      name,
    ],
    ['elasticsearch_process.cpu_percent', process.cpu.percent, name],
    ['elasticsearch_process.open_file_descriptors', process.open_file_descriptors, name],
    ['elasticsearch_process.max_file_descriptors', process.max_file_descriptors, name],
    ...POOLS.filter((pool) => thread_pool[pool] !== undefined).flatMap((pool): ServiceValue[] => [
      ['elasticsearch_thread_pool.rejected', thread_pool[pool]?.rejected ?? Number.NaN, name, pool],
      ['elasticsearch_thread_pool.queue', thread_pool[pool]?.queue ?? Number.NaN, name, pool],
    ]),
  ];
  // Nodes that only coordinate have no data path.
  if (!(total > 0)) return values;
  return [
    ...values,
    ['database_space.used_bytes', total - available, name, 'disk'],
    ['database_space.allocated_bytes', total, name, 'disk'],
    ['database_space.limit_bytes', usableBytes(total, stage), name, 'disk'],
  ] satisfies ServiceValue[];
}

/** Of one repository of snapshots, newest first. */
export function snapshotValues(
  repository: string,
  snapshots: readonly Snapshot[],
  nowMs: number,
): ServiceValue[] {
  const labels = [repository, 'snapshot'] as const;
  const [newest] = snapshots;
  const code = (word: string) => backupResults[word]?.code ?? Number.NaN;
  if (newest === undefined) return [['database_backup.result', code('never'), ...labels]];
  const good = snapshots.find(({ state }) => state === 'SUCCESS');
  return [
    ['database_backup.result', code(resultOf(newest.state)), ...labels],
    ...(good === undefined
      ? []
      : ([
          ['database_backup.age_seconds', Math.max(0, (nowMs - good.endMs) / 1_000), ...labels],
          ['database_backup.duration_seconds', (good.endMs - good.startMs) / 1_000, ...labels],
        ] satisfies ServiceValue[])),
  ];
}

function resultOf(state: string): string {
  switch (state) {
    case 'SUCCESS':
      return 'ok';
    case 'IN_PROGRESS':
      return 'running';
    case 'PARTIAL':
      return 'warning';
    default:
      return 'failed';
  }
}
