import { afterEach, describe, expect, it } from 'vitest';
import { backupResults, databaseRoles } from '#protocol/vocabulary/database.ts';
import { figures, httpServer, never, testOptions } from '../../service/test-service.ts';
import { elasticsearch } from './elasticsearch.ts';
import { floodStageOf, usableBytes } from './watermark.ts';

/*
 * Answers are made by hand after the pages of the documentation:
 * https://www.elastic.co/guide/en/elasticsearch/reference/8.15/cluster-health.html
 * https://www.elastic.co/guide/en/elasticsearch/reference/8.15/cluster-nodes-stats.html
 * https://www.elastic.co/guide/en/elasticsearch/reference/8.15/get-snapshot-api.html
 * https://www.elastic.co/guide/en/elasticsearch/reference/6.8/cat-snapshots.html
 */

const GB = 1024 ** 3;
const NOW_MS = 1_700_000_000_000;

let ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends) await end();
  ends = [];
});

type Answers = Readonly<Record<string, unknown>>;

/** A server that answers by the path, without its query; a number is a status, a text is sent as it is. */
async function cluster(answers: Answers, settings: Readonly<Record<string, unknown>> = {}) {
  const asked: string[] = [];
  const headers: (string | undefined)[] = [];
  const server = await httpServer((request, response) => {
    const url = request.url ?? '';
    asked.push(url);
    headers.push(request.headers.authorization);
    const answer = answers[url.split('?')[0] ?? ''] ?? 404;
    if (typeof answer === 'number') {
      response.writeHead(answer, { 'content-type': 'application/json' });
      return response.end('{"error":{"type":"security_exception","reason":"…"},"status":403}');
    }
    response.setHeader('content-type', 'application/json; charset=UTF-8');
    return response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  const clock = { nowMs: NOW_MS };
  const options = testOptions({ now: () => clock.nowMs });
  const config = elasticsearch.config.parse({ address: '127.0.0.1', port: server.port, ...settings });
  const probe = elasticsearch.create(config, options);
  ends.push(() => probe.close(), server.close);
  return {
    asked,
    headers,
    clock,
    explain: () => elasticsearch.explain!(config, options, never),
    async collect() {
      const { readings, skipped = [], facts = [] } = await probe.collect(never);
      return { values: figures(readings), skipped, facts };
    },
  };
}

function root(number: string, more: object = {}) {
  return {
    name: 'node-1',
    cluster_name: 'search',
    cluster_uuid: 'M3YQpQ3MQcmqYPuTbWbkBA',
    version: { number, build_flavor: 'default', lucene_version: '9.11.1', ...more },
    tagline: 'You Know, for Search',
  };
}

const health = {
  cluster_name: 'search',
  status: 'yellow',
  timed_out: false,
  number_of_nodes: 2,
  number_of_data_nodes: 1,
  active_primary_shards: 5,
  active_shards: 5,
  relocating_shards: 0,
  initializing_shards: 0,
  unassigned_shards: 5,
  delayed_unassigned_shards: 0,
  number_of_pending_tasks: 0,
  number_of_in_flight_fetch: 0,
  task_max_waiting_in_queue_millis: 0,
  active_shards_percent_as_number: 50,
};

const stats = {
  nodes: {
    USpTGYaBSIKbgSUJR2Z9lg: {
      name: 'node-1',
      jvm: {
        uptime_in_millis: 3_600_000,
        mem: { heap_used_in_bytes: 3 * GB, heap_used_percent: 75, heap_max_in_bytes: 4 * GB },
        gc: { collectors: { old: { collection_time_in_millis: 1_200 } } },
      },
      fs: { total: { total_in_bytes: 100 * GB, available_in_bytes: 24 * GB } },
      process: { open_file_descriptors: 345, max_file_descriptors: 65_536, cpu: { percent: 12 } },
      http: { current_open: 9 },
      thread_pool: {
        write: { rejected: 7, queue: 1 },
        search: { rejected: 0, queue: 0 },
        snapshot: { rejected: 0, queue: 0 },
      },
      indices: {
        store: { size_in_bytes: 70 * GB },
        search: { query_total: 1_000 },
        indexing: { index_total: 2_000 },
        query_cache: { hit_count: 30, miss_count: 70 },
      },
    },
    'only-coordinates': {
      name: 'node-2',
      jvm: { uptime_in_millis: 60_000, mem: { heap_used_percent: 10, heap_used_in_bytes: GB } },
      indices: { search: { query_total: 5 } },
    },
  },
};

const settings8 = {
  defaults: {
    cluster: {
      routing: {
        allocation: {
          disk: {
            threshold_enabled: 'true',
            watermark: {
              low: '85%',
              high: '90%',
              flood_stage: '95%',
              'flood_stage.frozen': '95%',
              'flood_stage.max_headroom': '100GB',
            },
          },
        },
      },
    },
  },
};

const usual: Answers = {
  '/': root('8.15.0'),
  '/_cluster/health': health,
  '/_nodes/stats/jvm,fs,process,http,thread_pool,indices': stats,
  '/_cluster/settings': settings8,
  '/_snapshot': { nightly: { type: 'fs', settings: { location: '/backup' } } },
  '/_snapshot/nightly/*': {
    snapshots: [
      { state: 'PARTIAL', start_time_in_millis: NOW_MS - 3_600_000, end_time_in_millis: NOW_MS - 3_500_000 },
      {
        state: 'SUCCESS',
        start_time_in_millis: NOW_MS - 90_000_000,
        end_time_in_millis: NOW_MS - 86_400_000,
      },
    ],
  },
};

describe('Elasticsearch 8', () => {
  it('tells its health, its nodes, their disks up to the flood stage, and its snapshots', async () => {
    const { collect, asked } = await cluster(usual, { user: 'ward', password: 'secret' });
    const { values, skipped, facts } = await collect();

    expect(skipped).toEqual([]);
    expect(values).toMatchObject({
      'database.role': databaseRoles.cluster!.code,
      'database.uptime_seconds': 3_600,
      'database.sessions': 9,
      'database.statements_total': 1_005,
      'database.rows_written_total': 2_000,
      'database.memory_used_bytes': 4 * GB,
      'database.rights_missing': 0,
      'database_size.bytes{search}': 70 * GB,
      'elasticsearch_cluster_health.status': 1,
      'elasticsearch_cluster_health.unassigned_shards': 5,
      'elasticsearch_jvm.mem_heap_used_percent{node-1}': 75,
      'elasticsearch_thread_pool.rejected{node-1,write}': 7,
      'database_space.used_bytes{node-1,disk}': 76 * GB,
      'database_space.used_percent{node-1,disk}': 80,
      'database_backup.result{nightly,snapshot}': backupResults.warning!.code,
      'database_backup.age_seconds{nightly,snapshot}': 86_400,
      'database_backup.duration_seconds{nightly,snapshot}': 3_600,
    });
    expect(
      Object.keys(values).filter((name) => /node-2.*disk|snapshot,|\{node-1,snapshot\}/.test(name)),
    ).toEqual([]);
    expect(facts[0]?.data).toMatchObject({ vendor: 'Elasticsearch', version: '8.15.0', kind: 'database' });
    expect(asked.every((path) => path === '/' || /filter_path|timeout/.test(path))).toBe(true);
  });

  it('is asked for settings and snapshots every 15 minutes, and tells their age in between', async () => {
    const { collect, asked, clock } = await cluster(usual);
    await collect();
    clock.nowMs += 60_000;
    const { values } = await collect();
    const between = asked.filter((path) => /_snapshot|_cluster\/settings/.test(path)).length;
    clock.nowMs += 15 * 60_000;
    await collect();

    expect(between).toBe(3);
    expect(asked.filter((path) => /_snapshot|_cluster\/settings/.test(path))).toHaveLength(6);
    expect(values['database_backup.age_seconds{nightly,snapshot}']).toBe(86_460);
  });

  it('names what the account may not read, and reads the rest', async () => {
    const { collect } = await cluster({ ...usual, '/_snapshot': 403, '/_cluster/settings': 403 });
    const { values, skipped } = await collect();

    expect(skipped.map(({ what }) => what)).toEqual(['limit of the disks', 'snapshots']);
    expect(skipped[1]?.why).toMatch(
      /status 403: the account needs the cluster privilege monitor, and monitor_snapshot/,
    );
    expect(values['database.rights_missing']).toBe(2);
    expect(values['database_space.used_percent{node-1,disk}']).toBe(80);
  });

  it('shows a repository in which no snapshot was ever made', async () => {
    const { collect } = await cluster({ ...usual, '/_snapshot/nightly/*': { snapshots: [] } });

    expect((await collect()).values['database_backup.result{nightly,snapshot}']).toBe(
      backupResults.never!.code,
    );
  });

  it('is explained, and asked with an API key', async () => {
    const { explain, headers } = await cluster(usual, { token: 'VnVhQ2ZHY0JDZGJrU' });
    const { recognised, readings } = await explain();

    expect(recognised).toMatchObject({ kind: 'database', vendor: 'Elasticsearch', name: 'search' });
    expect(readings.find(({ metric }) => metric === 'elasticsearch_cluster_health.status')?.word).toBe(
      'yellow',
    );
    expect(new Set(headers)).toEqual(new Set(['ApiKey VnVhQ2ZHY0JDZGJrU']));
  });
});

describe('Elasticsearch 6.8 and OpenSearch', () => {
  it.each([
    ['6.8.23', {}, 'Elasticsearch'],
    ['7.13.4', {}, 'Elasticsearch'],
    ['2.11.0', { distribution: 'opensearch' }, 'OpenSearch'],
  ])('%s lists its snapshots in short', async (number, more, product) => {
    const answers = {
      ...usual,
      '/': root(number, more),
      '/_cat/snapshots/nightly': [
        {
          status: 'SUCCESS',
          start_epoch: String(NOW_MS / 1_000 - 7_200),
          end_epoch: String(NOW_MS / 1_000 - 3_600),
        },
        { status: 'IN_PROGRESS', start_epoch: String(NOW_MS / 1_000 - 60), end_epoch: '0' },
      ],
    };
    const { collect } = await cluster(answers);
    const { values, skipped, facts } = await collect();

    expect(skipped).toEqual([]);
    expect(facts[0]?.data).toMatchObject({ vendor: product, version: number });
    expect(values['database_backup.result{nightly,snapshot}']).toBe(backupResults.running!.code);
    expect(values['database_backup.age_seconds{nightly,snapshot}']).toBe(3_600);
  });
});

describe('what goes wrong', () => {
  it.each([
    ['a wrong password', { '/': 401 }, 'wrong_secret', /not accepted/],
    ['no rights at all', { '/': 403 }, 'denied', /privilege monitor/],
    ['a cluster without a master', { ...usual, '/_cluster/health': 503 }, 'failed', /not well/],
    ['full queues', { ...usual, '/_cluster/health': 429 }, 'full', /429/],
    ['another service', { '/': '<html>Welcome to nginx</html>' }, 'wrong_answer', /not Elasticsearch/],
    ['other JSON', { '/': { hello: 'world' } }, 'wrong_answer', /not Elasticsearch/],
    [
      'an answer without an end',
      { ...usual, '/_cluster/health': `"${'x'.repeat(3_000_000)}"` },
      'not_understood',
      /longer than/,
    ],
  ])('is told of %s', async (_what, answers, state, sentence) => {
    const { collect } = await cluster(answers, { user: 'ward', password: 'p' });

    await expect(collect()).rejects.toMatchObject({ state, message: expect.stringMatching(sentence) });
  });

  it('is told of a closed port', async () => {
    const server = await httpServer(() => {});
    await server.close();
    const config = elasticsearch.config.parse({ address: '127.0.0.1', port: server.port });

    await expect(elasticsearch.create(config, testOptions()).collect(never)).rejects.toMatchObject({
      state: 'refused',
    });
  });
});

describe('the flood stage', () => {
  const flat = (settings: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [`cluster.routing.allocation.disk.${name}`, value]),
    );

  it.each([
    ['a share', { 'watermark.flood_stage': '90%' }, 90 * GB],
    ['a ratio', { 'watermark.flood_stage': '0.8' }, 80 * GB],
    ['bytes that stay free', { 'watermark.flood_stage': '20gb' }, 80 * GB],
    ['bytes beyond the disk', { 'watermark.flood_stage': '500gb' }, 0],
    [
      'a share with a headroom',
      { 'watermark.flood_stage': '95%', 'watermark.flood_stage.max_headroom': '1gb' },
      99 * GB,
    ],
    ['no headroom', { 'watermark.flood_stage': '90%', 'watermark.flood_stage.max_headroom': '-1' }, 90 * GB],
    ['nothing at all', {}, 95 * GB],
    ['what nobody can read', { 'watermark.flood_stage': 'soon' }, 95 * GB],
    ['no judging by disks', { threshold_enabled: 'false' }, 100 * GB],
  ])('by %s', (_what, settings, usable) => {
    expect(usableBytes(100 * GB, floodStageOf({ defaults: flat(settings) }))).toBeCloseTo(usable, -3);
  });

  it('is that of the settings rather than the default', () => {
    const settings = {
      persistent: flat({ 'watermark.flood_stage': '97%' }),
      defaults: flat({ 'watermark.flood_stage': '95%' }),
    };

    expect(floodStageOf(settings)).toEqual({ share: 0.97 });
    expect(floodStageOf(null)).toEqual({ share: 0.95 });
  });
});

it('prints an account for either product', async () => {
  expect(await elasticsearch.grants!({ user: 'ward' })).toContain(
    '"cluster": ["monitor", "monitor_snapshot"]',
  );
  expect(await elasticsearch.grants!({ user: 'ward', product: 'opensearch' })).toContain('cluster_monitor');
  await expect(elasticsearch.grants!({ user: "x' -d" })).rejects.toThrow(/allowed are letters/);
});
