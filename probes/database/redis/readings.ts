import { type Info, numbered, numberIn } from './parse-info.ts';

/** One value of one series before it has a column: metric, labels in the order of the metric, value or word. */
export type Told = readonly [metric: string, labels: readonly string[], value: number | string];

/** What the answers of one server say. Values that it does not tell are left out. */
export function redisReadings(info: Info, nowMs: number): Told[] {
  const told = isSentinel(info) ? ofSentinel(info) : [...ofServer(info), ...ofData(info, nowMs)];
  return [...ofClients(info), ...told].filter(
    ([, , value]) => typeof value === 'string' || !Number.isNaN(value),
  );
}

/** A sentinel keeps no data: it watches those that do. */
export function isSentinel(info: Info): boolean {
  return info.get('redis_mode') === 'sentinel';
}

function ofClients(info: Info): Told[] {
  const sessions = numberIn(info, 'connected_clients');
  const limit = numberIn(info, 'maxclients');
  return [
    ['database.uptime_seconds', [], numberIn(info, 'uptime_in_seconds')],
    ['database.sessions', [], sessions],
    ['database.sessions_limit', [], limit],
    ['database.sessions_percent', [], limit > 0 ? (sessions / limit) * 100 : Number.NaN],
    ['database.statements_total', [], numberIn(info, 'total_commands_processed')],
    ...plain(info, ['rejected_connections']),
  ];
}

function ofServer(info: Info): Told[] {
  return [
    ['database.role', [], roleOf(info)],
    [
      'database.read_only',
      [],
      info.get('role') === 'slave' && info.get('slave_read_only') !== '0' ? 'yes' : 'no',
    ],
    ['redis.loading', [], info.get('loading') === '1' ? 'yes' : 'no'],
    ...plain(info, ['blocked_clients', 'latest_fork_usec', 'mem_fragmentation_ratio']),
    ...ofMemory(info),
    ...ofReplication(info),
  ];
}

function roleOf(info: Info): string {
  if (info.get('role') === 'slave') return 'replica';
  if (info.get('cluster_enabled') === '1') return 'cluster';
  return numberIn(info, 'connected_slaves') > 0 ? 'primary' : 'standalone';
}

/** Where keys are thrown out to make room, a full memory is how it shall be; the limit is none to run into. */
function ofMemory(info: Info): Told[] {
  const limit = numberIn(info, 'maxmemory');
  const used = numberIn(info, 'used_memory');
  const isLimit = limit > 0 && !(info.get('maxmemory_policy') ?? '').startsWith('allkeys-');
  return [
    ['database.memory_used_bytes', [], used],
    ...plain(info, ['used_memory_rss', 'maxmemory']),
    ['database_space.used_bytes', ['memory', 'memory'], used],
    ['database_space.limit_bytes', ['memory', 'memory'], isLimit ? limit : Number.NaN],
  ];
}

function ofReplication(info: Info): Told[] {
  if (info.get('role') === 'slave') {
    const peer = [`${info.get('master_host') ?? ''}:${info.get('master_port') ?? ''}`];
    const isUp = info.get('master_link_status') === 'up';
    const isCatchingUp = info.get('master_sync_in_progress') === '1';
    const down = numberIn(info, 'master_link_down_since_seconds');
    return [
      ['database_replication.state', peer, isUp ? 'running' : isCatchingUp ? 'catching_up' : 'broken'],
      [
        'database_replication.lag_seconds',
        peer,
        isUp ? numberIn(info, 'master_last_io_seconds_ago') : down >= 0 ? down : Number.NaN,
      ],
    ];
  }
  const offset = numberIn(info, 'master_repl_offset');
  return numbered(info, 'slave').flatMap(({ pairs }): Told[] => {
    const peer = [`${pairs.get('ip') ?? ''}:${pairs.get('port') ?? ''}`];
    const isOnline = pairs.get('state') === 'online';
    return [
      ['database_replication.state', peer, isOnline ? 'running' : 'catching_up'],
      ['database_replication.lag_seconds', peer, isOnline ? numberIn(pairs, 'lag') : Number.NaN],
      [
        'database_replication.lag_bytes',
        peer,
        isOnline ? Math.max(0, offset - numberIn(pairs, 'offset')) : Number.NaN,
      ],
    ];
  });
}

function ofData(info: Info, nowMs: number): Told[] {
  return [
    ['database.cache_hits_total', [], numberIn(info, 'keyspace_hits')],
    ['database.cache_misses_total', [], numberIn(info, 'keyspace_misses')],
    ...plain(info, [
      'keyspace_hits',
      'keyspace_misses',
      'evicted_keys',
      'expired_keys',
      'rdb_changes_since_last_save',
    ]),
    ...numbered(info, 'db').flatMap(({ key, pairs }): Told[] => [
      ['redis_keyspace.keys', [key], numberIn(pairs, 'keys')],
      ['redis_keyspace.expires', [key], numberIn(pairs, 'expires')],
    ]),
    ...ofSnapshots(info, nowMs),
    ...ofAppendOnly(info),
  ];
}

/**
 * The time of the last snapshot is that of the start where none was made since: then there is nothing to tell, also
 * while one is being made, for a replica that is sent its first copy looks the same.
 */
function ofSnapshots(info: Info, nowMs: number): Told[] {
  const here = numberIn(info, 'server_time_usec') / 1_000_000;
  // Before Redis 6 the server does not tell its own time, and the two clocks may differ.
  const [nowSeconds, tolerance] = Number.isNaN(here) ? [nowMs / 1_000, 10] : [here, 1];
  const savedAt = numberIn(info, 'rdb_last_save_time');
  const startedAt = nowSeconds - numberIn(info, 'uptime_in_seconds');
  const hasFailed = (info.get('rdb_last_bgsave_status') ?? 'ok') !== 'ok';
  const isRunning = info.get('rdb_bgsave_in_progress') === '1';
  if (!(savedAt > startedAt + tolerance) && !hasFailed) return [];
  const labels = ['', 'snapshot'];
  const seconds = numberIn(info, 'rdb_last_bgsave_time_sec');
  return [
    ['database_backup.age_seconds', labels, Math.max(0, nowSeconds - savedAt)],
    ['database_backup.result', labels, hasFailed ? 'failed' : isRunning ? 'running' : 'ok'],
    ['database_backup.duration_seconds', labels, seconds >= 0 ? seconds : Number.NaN],
  ];
}

function ofAppendOnly(info: Info): Told[] {
  if (info.get('aof_enabled') !== '1') return [];
  const results = ['aof_last_write_status', 'aof_last_bgrewrite_status'].map(
    (name) => info.get(name) ?? 'ok',
  );
  return [
    ['database_backup.result', ['', 'append_only'], results.every((one) => one === 'ok') ? 'ok' : 'failed'],
  ];
}

/** What `CLUSTER INFO` says. */
export function clusterReadings(info: Info): Told[] {
  return [
    ['redis_cluster.state', [], info.get('cluster_state') === 'ok' ? 'ok' : 'failed'],
    ['redis_cluster.slots_ok', [], numberIn(info, 'cluster_slots_ok')],
    [
      'redis_cluster.slots_failing',
      [],
      numberIn(info, 'cluster_slots_pfail') + numberIn(info, 'cluster_slots_fail'),
    ],
    ['redis_cluster.nodes', [], numberIn(info, 'cluster_known_nodes')],
  ];
}

function ofSentinel(info: Info): Told[] {
  return numbered(info, 'master').flatMap(({ pairs }): Told[] => {
    const master = [pairs.get('name') ?? ''];
    const status = pairs.get('status') ?? '';
    const state = { ok: 'ok', sdown: 'subjectively_down' }[status] ?? 'objectively_down';
    return [
      ['redis_sentinel.state', master, state],
      ['redis_sentinel.replicas', master, numberIn(pairs, 'slaves')],
      ['redis_sentinel.sentinels', master, numberIn(pairs, 'sentinels')],
    ];
  });
}

function plain(info: Info, names: readonly string[]): Told[] {
  return names.map((name) => [`redis.${name}`, [], numberIn(info, name)]);
}
