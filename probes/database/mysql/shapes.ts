import { parseSize } from '#config/duration.ts';
import type { Shape } from '../make.ts';
import type { Cell, Rows, ServerFacts } from '../session.ts';

/** Behind by more than this, a replica that runs is catching up. */
const BEHIND_SECONDS = 30;
const GALERA: Readonly<Record<string, string>> = { primary: 'primary', disconnected: 'disconnected' };
const STORE_STATES: Readonly<Record<string, string>> = {
  up: 'online',
  offline: 'read_only',
  down: 'offline',
};

/** What turns rows whose columns the server names into rows that the heads of statements speak of. */
export const mysqlShapes: Readonly<Record<string, Shape>> = {
  replication,
  replication_errors: replicationErrors,
  binlog,
  galera,
  innodb_files: innodbFiles,
  tikv_stores: tikvStores,
};

type Row = ReadonlyMap<string, Cell>;

/** MariaDB and old MySQL say master and slave where MySQL says source and replica since 8.0.22. */
function replication({ columns, rows }: Rows, { words }: ServerFacts): Rows {
  const channels = rows.map((row) => rowOf(columns, row));
  const role = channels.length > 0 ? 'replica' : roleOf(words);
  const told = channels.flatMap((channel): Cell[][] => {
    const peer = peerOf(channel);
    const behind = either(channel, 'seconds_behind_source', 'seconds_behind_master');
    return [
      ['database_replication.state', peer, stateOf(channel, behind)],
      ['database_replication.lag_seconds', peer, behind],
    ];
  });
  return table(['metric', 'peer', 'value'], [['database.role', '', role], ...told]);
}

function roleOf(words: readonly string[]): string {
  if (words.includes('galera') || words.includes('group_replication')) return 'cluster';
  return words.includes('has_replicas') ? 'primary' : 'standalone';
}

function stateOf(channel: Row, behind: Cell): string {
  const threads = [
    [either(channel, 'replica_io_running', 'slave_io_running'), 'last_io_errno'],
    [either(channel, 'replica_sql_running', 'slave_sql_running'), 'last_sql_errno'],
  ] as const;
  const idle = threads.filter(([running]) => String(running).toLowerCase() !== 'yes');
  if (idle.some(([, number]) => Number(channel.get(number) ?? 0) !== 0)) return 'broken';
  if (idle.some(([running]) => String(running).toLowerCase() !== 'no')) return 'broken';
  if (idle.length > 0) return 'stopped';
  return behind !== null && Number(behind) > BEHIND_SECONDS ? 'catching_up' : 'running';
}

function replicationErrors({ columns, rows }: Rows): Rows {
  const told = rows.flatMap((row): Cell[][] => {
    const channel = rowOf(columns, row);
    const peer = peerOf(channel);
    return (['io', 'sql'] as const)
      .filter((thread) => Number(channel.get(`last_${thread}_errno`) ?? 0) !== 0)
      .map((thread) => [
        peer,
        thread === 'io' ? 'receiver' : 'applier',
        channel.get(`last_${thread}_errno`) ?? null,
        channel.get(`last_${thread}_error`) ?? null,
      ]);
  });
  return table(['peer', 'thread', 'code', 'text'], told);
}

function peerOf(channel: Row): string {
  const host = either(channel, 'source_host', 'master_host') ?? '';
  const port = either(channel, 'source_port', 'master_port') ?? '';
  const name = either(channel, 'channel_name', 'connection_name') ?? '';
  return `${name === '' ? '' : `${name} `}${host}:${port}`;
}

function binlog({ columns, rows }: Rows): Rows {
  const size = columns.indexOf('file_size');
  const bytes = rows.map((row) => Number(row[size] ?? 0)).reduce((sum, each) => sum + each, 0);
  return table(['log', 'size_bytes'], [['binlog', bytes]]);
}

function galera({ rows }: Rows): Rows {
  const status = new Map(rows.map(([name, value]) => [String(name).toLowerCase(), value ?? null]));
  const state = String(status.get('wsrep_cluster_status') ?? '').toLowerCase();
  return table(
    ['state', 'ready', 'size', 'receive_queue', 'flow_control_paused'],
    [
      [
        GALERA[state] ?? 'non_primary',
        String(status.get('wsrep_ready')).toLowerCase() === 'on',
        status.get('wsrep_cluster_size') ?? null,
        status.get('wsrep_local_recv_queue') ?? null,
        status.get('wsrep_flow_control_paused') ?? null,
      ],
    ],
  );
}

/**
 * `ibdata1:12M;ibdata2:12M:autoextend:max:500M`: only the last file grows, to its maximum where one is given. The
 * server tells the size of the first file alone, so that of several files nothing is said.
 */
function innodbFiles({ columns, rows }: Rows): Rows {
  const told = rows.flatMap((row): Cell[][] => {
    const files = rowOf(columns, row);
    const [path = '', ...further] = String(files.get('path') ?? '').split(';');
    if (further.length > 0) return [];
    const space = files.get('space') ?? null;
    const type = space === 'innodb_temporary' ? 'temporary' : 'tablespace';
    const bytes = files.get('bytes') ?? null;
    const limit = limitOf(path, Number(bytes));
    return [
      ['database_space.used_bytes', space, type, bytes],
      ['database_space.allocated_bytes', space, type, bytes],
      ...(limit === null ? [] : [['database_space.limit_bytes', space, type, limit]]),
    ];
  });
  return table(['metric', 'space', 'type', 'value'], told);
}

function limitOf(file: string, bytes: number): Cell {
  const [, max] = /:autoextend:max:(\d+[KMGT]?)$/i.exec(file.trim()) ?? [];
  if (max !== undefined) return bytesOf(max);
  return /:autoextend$/i.test(file.trim()) ? null : bytes;
}

/** TiKV writes sizes for people: `1.5TiB`. */
function tikvStores({ columns, rows }: Rows): Rows {
  const told = rows.map((row): Cell[] => {
    const store = rowOf(columns, row);
    const capacity = bytesOf(String(store.get('capacity') ?? ''));
    const available = bytesOf(String(store.get('available') ?? ''));
    const used = capacity === null || available === null ? null : Number(capacity) - Number(available);
    const state = String(store.get('store_state_name') ?? '').toLowerCase();
    return [store.get('address') ?? null, 'disk', used, capacity, STORE_STATES[state] ?? 'offline'];
  });
  return table(['space', 'type', 'used_bytes', 'limit_bytes', 'state'], told);
}

function bytesOf(text: string): Cell {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)\s*([KMGT]?)i?B?$/i.exec(text.trim()) ?? [];
  if (digits === undefined) return null;
  return parseSize(`${digits}${unit === '' ? 'B' : `${unit.toUpperCase()}B`}`) ?? null;
}

function either(row: Row, name: string, other: string): Cell {
  return row.get(name) ?? row.get(other) ?? null;
}

function rowOf(columns: readonly string[], row: readonly Cell[]): Row {
  return new Map(columns.map((name, i) => [name, row[i] ?? null]));
}

function table(columns: readonly string[], rows: readonly (readonly Cell[])[]): Rows {
  return { columns, rows, isCut: false };
}
