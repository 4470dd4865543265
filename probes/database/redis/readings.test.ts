import { expect, it } from 'vitest';
import { parseInfo } from './parse-info.ts';
import { redisReadings } from './readings.ts';
import { readReply } from './resp.ts';

const NOW_MS = Date.UTC(2026, 0, 5);
const told = (text: string) =>
  Object.fromEntries(
    redisReadings(parseInfo(text), NOW_MS).map(([metric, labels, value]) => [
      [metric, ...labels].join(' '),
      value,
    ]),
  );

/** Names of Redis 3.0: no `maxclients`, no `cluster_enabled` of its own section, `role:slave`. */
const REDIS_3 = `# Server
redis_version:3.0.7
redis_mode:standalone
uptime_in_seconds:3600

# Clients
connected_clients:7
blocked_clients:1

# Memory
used_memory:1000000
used_memory_rss:2000000
mem_fragmentation_ratio:2.00

# Persistence
loading:0
rdb_changes_since_last_save:5
rdb_bgsave_in_progress:0
rdb_last_save_time:${NOW_MS / 1_000 - 600}
rdb_last_bgsave_status:err
rdb_last_bgsave_time_sec:3
aof_enabled:1
aof_last_bgrewrite_status:ok
aof_last_write_status:err

# Stats
total_commands_processed:100
rejected_connections:2
expired_keys:3
evicted_keys:4
keyspace_hits:5
keyspace_misses:6
latest_fork_usec:700

# Replication
role:slave
master_host:10.0.0.5
master_port:6379
master_link_status:down
master_last_io_seconds_ago:-1
master_sync_in_progress:0
master_link_down_since_seconds:42
slave_read_only:1

# Keyspace
db0:keys=12,expires=3,avg_ttl=0
db3:keys=1,expires=0,avg_ttl=0
`;

/** Names of Redis 5: `maxmemory` and its policy, replicas in lines of their own. */
const REDIS_5 = REDIS_3.replace('redis_version:3.0.7', 'redis_version:5.0.14')
  .replace('# Persistence', 'maxmemory:4000000\nmaxmemory_policy:volatile-lru\n\n# Persistence')
  .replace(/# Replication[\s\S]*(?=# Keyspace)/, () =>
    [
      '# Replication',
      'role:master',
      'connected_slaves:2',
      'slave0:ip=10.0.0.6,port=6379,state=online,offset=900,lag=1',
      'slave1:ip=10.0.0.7,port=6379,state=wait_bgsave,offset=0,lag=0',
      'master_repl_offset:1000',
      '',
      '',
    ].join('\n'),
  );

it('reads what Redis 3 tells', () => {
  expect(told(REDIS_3)).toMatchObject({
    'database.uptime_seconds': 3_600,
    'database.sessions': 7,
    'database.role': 'replica',
    'database.read_only': 'yes',
    'database_replication.state 10.0.0.5:6379': 'broken',
    'database_replication.lag_seconds 10.0.0.5:6379': 42,
    'database_backup.age_seconds  snapshot': 600,
    'database_backup.result  snapshot': 'failed',
    'database_backup.result  append_only': 'failed',
    'redis_keyspace.keys db3': 1,
  });
  expect(told(REDIS_3)).not.toHaveProperty('database.sessions_limit');
  expect(told(REDIS_3)).not.toHaveProperty('database_space.limit_bytes memory memory');
});

it('reads what Redis 5 tells of its replicas and its limit of memory', () => {
  expect(told(REDIS_5)).toMatchObject({
    'database.role': 'primary',
    'database_replication.lag_bytes 10.0.0.6:6379': 100,
    'database_replication.lag_seconds 10.0.0.6:6379': 1,
    'database_replication.state 10.0.0.7:6379': 'catching_up',
    'database_space.limit_bytes memory memory': 4_000_000,
  });
});

it('says that a server which is loading is loading', () => {
  expect(told(REDIS_5.replace('loading:0', 'loading:1'))['redis.loading']).toBe('yes');
});

it('waits for the rest of an answer that comes in pieces', () => {
  const whole = Buffer.from('*2\r\n$10\r\nmaxclients\r\n$3\r\n100\r\n+next');

  for (let end = 0; end < whole.length - 5; end++)
    expect(readReply(whole.subarray(0, end), 1_000)).toBeUndefined();
  expect(readReply(whole, 1_000)).toEqual({ reply: ['maxclients', '100'], length: whole.length - 5 });
});
