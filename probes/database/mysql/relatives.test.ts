import { afterEach, describe, expect, it } from 'vitest';
import { EVIDENCE, type Evidence } from '#protocol/evidence.ts';
import { databaseRoles, replicationStates, spaceStates } from '#protocol/vocabulary/database.ts';
import { type Answer, type PretendedOptions, pretendedMysql } from './test-mysql.ts';
import { watching } from './test-watching.ts';

/*
 * Products of which no real server is at hand: their rows are made by hand after the pages that the statements name as
 * their source, and come through the real driver. Which tables a statement reads decides what it is answered.
 */

let ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(ends.map((end) => end()));
  ends = [];
});

type Answers = readonly (readonly [pattern: RegExp, answer: Answer])[];

async function read(options: Omit<PretendedOptions, 'answer'>, answers: Answers) {
  const answer = (sql: string) => answers.find(([pattern]) => pattern.test(sql))?.[1];
  const server = await pretendedMysql({ ...options, answer });
  const side = watching(server);
  ends.push(side.close, server.close);
  return { ...(await side.collect()), server };
}

const one = (values: Readonly<Record<string, string | number | null>>): Answer => ({
  columns: Object.keys(values),
  rows: [Object.values(values)],
});

/** https://dev.mysql.com/doc/refman/8.0/en/show-replica-status.html, what is empty there left out. */
const replicaStatus = {
  Replica_IO_State: '',
  Source_Host: '10.0.0.5',
  Source_Port: 3306,
  Replica_IO_Running: 'Connecting',
  Replica_SQL_Running: 'Yes',
  Seconds_Behind_Source: null,
  Last_IO_Errno: 2003,
  Last_IO_Error: "error connecting to source 'repl@10.0.0.5:3306' - retry-time: 60 retries: 3",
  Last_SQL_Errno: 0,
  Last_SQL_Error: '',
  Channel_Name: 'north',
};

describe('MySQL 8', () => {
  it('is asked by its own words, and its tables of the performance schema', async () => {
    const { values, facts, server } = await read(
      { version: '8.0.36', comment: 'MySQL Community Server - GPL' },
      [
        [/@@global.performance_schema$/, one({ p: 1 })],
        [/@@global.log_bin$/, one({ b: 1 })],
        [
          /AS uptime_seconds/,
          one({ uptime_seconds: 86_400, sessions: 12, sessions_limit: 151, read_only: 0 }),
        ],
        [/AS aborted_clients/, one({ aborted_clients: 3, innodb_row_lock_time: 1_234 })],
        [/^SHOW REPLICA STATUS/, one(replicaStatus)],
        [
          /^SHOW BINARY LOGS/,
          {
            columns: ['Log_name', 'File_size', 'Encrypted'],
            rows: [
              ['binlog.000001', 157, 'No'],
              ['binlog.000002', 1_073_741_824, 'No'],
            ],
          },
        ],
        [/lock_deadlocks/, one({ deadlocks_total: 4 })],
        [
          /information_schema.files/,
          {
            columns: ['space', 'type', 'allocated_bytes', 'used_bytes', 'limit_bytes'],
            rows: [
              ['innodb_system', 'tablespace', 524_288_000, 471_859_200, 524_288_000],
              ['innodb_undo_001', 'undo', 16_777_216, 8_388_608, null],
            ],
          },
        ],
        [/SELECT COUNT\(\*\) AS alert_log_errors_total/, one({ alert_log_errors_total: 2 })],
        [
          /LEFT\(data, 500\)/,
          {
            columns: ['time', 'code', 'subsystem', 'text'],
            rows: [['2026-01-05 10:00:00.123456', 'MY-010119', 'Server', 'Aborting']],
          },
        ],
        [/memory_summary_global/, one({ memory_used_bytes: 412_000_000 })],
        [
          /Innodb_redo_log/,
          one({ log: 'redo', size_bytes: 104_857_600, used_bytes: 5_242_880, used_percent: 5 }),
        ],
        [/innodb_table_stats/, { columns: ['database', 'bytes'], rows: [['shop', 9_437_184]] }],
      ],
    );

    const peer = 'north 10.0.0.5:3306';
    expect(Object.fromEntries(values)).toMatchObject({
      'database.uptime_seconds': 86_400,
      'database.role': databaseRoles.replica!.code,
      'database.deadlocks_total': 4,
      'database.alert_log_errors_total': 2,
      'database.memory_used_bytes': 412_000_000,
      'mysql.innodb_row_lock_time': 1_234,
      'database_log.size_bytes binlog': 1_073_741_981,
      'database_log.used_percent redo': 5,
      'database_size.bytes shop': 9_437_184,
      'database_space.used_percent innodb_system tablespace': 90,
      [`database_replication.state ${peer}`]: replicationStates.broken!.code,
    });
    expect(values.get(`database_replication.lag_seconds ${peer}`)).toBeNaN();
    const lines = facts.filter(({ kind }) => kind === EVIDENCE).map(({ data }) => data as Evidence);
    expect(lines.find(({ metric }) => metric === 'database_replication.state')).toMatchObject({
      labels: { peer },
      lines: [expect.stringMatching(/thread: receiver · code: 2003 · text: error connecting to source/)],
    });
    expect(lines.find(({ metric }) => metric === 'database.alert_log_errors_total')?.lines).toEqual([
      'time: 2026-01-05 10:00:00.123456 · code: MY-010119 · subsystem: Server · text: Aborting',
    ]);
    expect(server.asked.filter((sql) => /SLAVE|information_schema.global_status/.test(sql))).toEqual([]);
  });

  it('of a group is a member of a cluster', async () => {
    const { values } = await read({ version: '8.4.0' }, [
      [/replication_group_members/, one({ n: 3 })],
      [/^SHOW REPLICA STATUS/, { columns: Object.keys(replicaStatus), rows: [] }],
    ]);

    expect(values.get('database.role')).toBe(databaseRoles.cluster!.code);
  });
});

describe('MySQL 5.7', () => {
  it('is asked in the words of its time', async () => {
    const { values, server } = await read({ version: '5.7.44-log' }, [
      [/@@global.log_bin$/, one({ b: 1 })],
      [/AS uptime_seconds/, one({ uptime_seconds: 10, read_only: 1 })],
      [/Binlog Dump/, one({ n: 2 })],
      [/^SHOW SLAVE STATUS/, { columns: ['Slave_IO_State', 'Master_Host'], rows: [] }],
      [/information_schema.innodb_lock_waits/, { columns: ['session', 'statement'], rows: [] }],
    ]);

    expect(values.get('database.role')).toBe(databaseRoles.primary!.code);
    expect(values.get('database.read_only')).toBe(1);
    expect(server.asked.join('\n')).not.toMatch(/REPLICA STATUS|data_lock_waits|error_log/);
    expect(server.asked).toContain('SET SESSION TRANSACTION READ ONLY');
    expect(server.asked.join('\n')).toMatch(/SET SESSION sql_select_limit = 501, max_execution_time = 10000/);
  });
});

describe('TiDB', () => {
  it('tells its stores by their sizes in words, and the sessions of the whole cluster', async () => {
    // https://docs.pingcap.com/tidb/stable/information-schema-tikv-store-status
    const { values, facts, server } = await read(
      {
        version: '8.0.11-TiDB-v7.5.1',
        comment: 'TiDB Server (Apache License 2.0) Community Edition, MySQL 8.0 compatible',
      },
      [
        [
          /cluster_processlist/,
          one({ sessions: 40, sessions_active: 3, longest_statement_seconds: 2, role: 'cluster' }),
        ],
        [
          /cluster_tidb_trx/,
          one({ longest_transaction_seconds: 75, blocked_sessions: 1, longest_wait_seconds: 5 }),
        ],
        [
          /tikv_store_status/,
          {
            columns: ['ADDRESS', 'STORE_STATE_NAME', 'CAPACITY', 'AVAILABLE'],
            rows: [
              ['10.0.0.7:20160', 'Up', '2TiB', '512GiB'],
              ['10.0.0.8:20160', 'Down', '2TiB', '1.5TiB'],
            ],
          },
        ],
      ],
    );

    expect(Object.fromEntries(values)).toMatchObject({
      'database.sessions': 40,
      'database.longest_transaction_seconds': 75,
      'database.role': databaseRoles.cluster!.code,
      'database_space.used_percent 10.0.0.7:20160 disk': 75,
      'database_space.state 10.0.0.8:20160 disk': spaceStates.offline!.code,
    });
    expect(facts.find(({ kind }) => kind === 'inventory')?.data).toMatchObject({ product: 'TiDB' });
    expect(server.asked.join('\n')).not.toMatch(/innodb|BINARY LOGS|global_status/i);
  });
});

describe('OceanBase', () => {
  it('of version 4 tells its tenant', async () => {
    const { values, facts, server } = await read(
      { version: '5.7.25-OceanBase-v4.2.1.0', comment: 'OceanBase_CE 4.2.1.0' },
      [
        [/EFFECTIVE_TENANT/, one({ sys: 1 })],
        [/gv\$sysstat/, one({ statements_total: 900, commits_total: 90, rollbacks_total: 1 })],
        [/gv\$ob_processlist/, one({ longest_transaction_seconds: 631.46, sessions_idle_in_transaction: 1 })],
        [/gv\$ob_units/, one({ log: '10.0.0.9', size_bytes: 200, used_bytes: 50, used_percent: 25 })],
        [
          /gv\$ob_servers/,
          one({
            space: '10.0.0.9:2882',
            type: 'disk',
            used_bytes: 60,
            allocated_bytes: 100,
            limit_bytes: 100,
          }),
        ],
        [/dba_ob_backup_job/, one({ database: '', type: 'full', age_seconds: 3_600, result: 'ok' })],
        [/information_schema.processlist$/m, one({ sessions: 7, sessions_active: 1, role: 'cluster' })],
      ],
    );

    expect(Object.fromEntries(values)).toMatchObject({
      'database.sessions': 7,
      'database.statements_total': 900,
      'database.longest_transaction_seconds': 631.46,
      'database_log.used_percent 10.0.0.9': 25,
      'database_space.used_percent 10.0.0.9:2882 disk': 60,
      'database_backup.age_seconds  full': 3_600,
    });
    expect(facts.find(({ kind }) => kind === 'inventory')?.data).toMatchObject({ product: 'OceanBase' });
    expect(server.asked.join('\n')).toContain('ob_query_timeout = 10000000');
  });

  it('of version 3 says so only in its comment, and has its sessions read', async () => {
    const { facts } = await read({ version: '5.7.25', comment: 'OceanBase 3.1.4 (r10000092022071511)' }, [
      [/information_schema.processlist$/m, one({ sessions: 7, sessions_active: 1, role: 'cluster' })],
    ]);

    expect(facts.find(({ kind }) => kind === 'inventory')?.data).toMatchObject({ product: 'OceanBase' });
  });
});

describe('Galera', () => {
  it('tells a node that is cut off from the others', async () => {
    const { values } = await read({ version: '10.6.16-MariaDB' }, [
      [/@@global.wsrep_on/, one({ on: 1 })],
      [
        /^SHOW GLOBAL STATUS/,
        {
          columns: ['Variable_name', 'Value'],
          rows: [
            ['wsrep_cluster_size', '1'],
            ['wsrep_cluster_status', 'non-Primary'],
            ['wsrep_ready', 'OFF'],
            ['wsrep_local_recv_queue', '0'],
            ['wsrep_flow_control_paused', '0.125'],
          ],
        },
      ],
    ]);

    expect(Object.fromEntries(values)).toMatchObject({
      'mysql_galera.state': 1,
      'mysql_galera.ready': 0,
      'mysql_galera.size': 1,
      'mysql_galera.flow_control_paused': 0.125,
    });
  });
});

describe('histories of backups', () => {
  it('are read where a tool wrote them', async () => {
    const { values } = await read({ version: '10.11.6-MariaDB' }, [
      [/table_name = 'mariadb_backup_history'/, one({ n: 1 })],
      [
        /FROM mysql.mariadb_backup_history/,
        {
          columns: ['database', 'type', 'age_seconds', 'result'],
          rows: [
            ['', 'full', 90_000, 'ok'],
            ['', 'differential', 3_600, 'ok'],
          ],
        },
      ],
    ]);

    expect(values.get('database_backup.age_seconds  full')).toBe(90_000);
    expect(values.get('database_backup.result  differential')).toBe(0);
  });
});
