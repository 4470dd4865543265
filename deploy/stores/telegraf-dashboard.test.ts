/*
 * Dashboards that people own, on a database that Ward filled. The statements are those of the dashboards for Telegraf
 * that Grafana's users share (number 928 among them): variables from SHOW TAG VALUES, a host as a regular expression,
 * means, last values and derivatives in bins. Columns come from the definitions of our own host probes.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openInfluxStore } from '#collector/store/influx/influx-store.ts';
import type { Rows } from '#collector/store/store.ts';
import { hostProbes } from '#probes/host/host-probes.ts';
import { columnsOf } from '#probes/metrics.ts';
import { type Column, type Schema, schemaIdentity } from '#protocol/schema.ts';
import { type Influxdb, startInfluxdb } from '#scripts/servers/influxdb.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';

const START = Date.UTC(2026, 10, 21, 8);
const MINUTE = 60_000;
/** Ten minutes of a row every ten seconds. */
const ROWS = 60;
const HOSTS = ['db-1', 'web-1', 'web-2'];

/** What tells the series of a measurement apart, as a small server has them. */
const PLACES: Record<string, string[][]> = {
  cpu: [['cpu-total'], ['cpu0'], ['cpu1']],
  disk: [
    ['/', 'sda1', 'ext4', 'rw'],
    ['/var', 'sda2', 'xfs', 'rw'],
  ],
  diskio: [['sda'], ['sdb']],
  net: [['eth0'], ['eth1']],
};

/** A level is made of where it is: 1, 2, … for hosts, places and columns. A total grows by ten times that a row. */
function sampleOf({ kind }: Column, row: number, host: number, place: number, column: number): number {
  const level = host * 100 + place * 10 + column / 10;
  return kind === 'counter' ? Math.round(level * 10) * row : level;
}

describeWith('influxd', 'the dashboards of Telegraf', () => {
  const base = mkdtempSync(join(tmpdir(), 'ward-telegraf-'));
  let influxdb: Influxdb;
  beforeAll(async () => {
    influxdb = await startInfluxdb();
    const store = await openInfluxStore({
      address: { version: 1, url: influxdb.url, database: 'telegraf', user: '', secret: '', org: '' },
      folder: base,
      retention: { rawMs: 0, minuteMs: 0, hourMs: 0 },
      hostOf: async (target) => target,
    });
    for (const [index, host] of HOSTS.entries()) await store.append(rowsOfHost(host, index + 1), 2);
    await store.close();
  });
  afterAll(async () => {
    await influxdb?.stop();
    rmSync(base, { recursive: true, force: true });
  });

  /** The level that a host has in one column of one place, both counted from 1. */
  const level = (metric: string, host: number, place = 1) =>
    sampleOf(
      { ...columnsByMetric().get(metric)!.column, kind: 'gauge' },
      0,
      host,
      place,
      columnsByMetric().get(metric)!.at,
    );
  const perSecond = (metric: string, host: number, place = 1) =>
    Math.round(level(metric, host, place) * 10) / 10;

  const ask = async (statement: string) => {
    const body = new URLSearchParams({
      db: 'telegraf',
      epoch: 'ms',
      q: statement.replaceAll('$timeFilter', `time >= ${START}ms and time < ${START + 10 * MINUTE}ms`),
    });
    const answer = await fetch(`${influxdb.url}/query`, { method: 'POST', body });
    const { results } = (await answer.json()) as {
      results: {
        error?: string;
        series?: { tags?: Record<string, string>; values: (number | string)[][] }[];
      }[];
    };
    expect(results[0].error).toBeUndefined();
    return results[0].series ?? [];
  };
  /** The value of one series in a bin in the middle, by its tags. */
  const bins = async (statement: string) =>
    Object.fromEntries(
      (await ask(statement)).map(({ tags, values }) => [
        Object.values(tags ?? {}).join(' '),
        (values.find(([time]) => time === START + 5 * MINUTE) ?? []).slice(1),
      ]),
    );

  it.each([
    ['$server', 'SHOW TAG VALUES WITH KEY = "host"', HOSTS],
    ['$server, from one measurement', 'SHOW TAG VALUES FROM "system" WITH KEY = "host"', HOSTS],
    [
      '$cpu',
      `SHOW TAG VALUES FROM "cpu" WITH KEY = "cpu" WHERE host =~ /db-1/`,
      ['cpu-total', 'cpu0', 'cpu1'],
    ],
    [
      '$mountpoint',
      `SHOW TAG VALUES FROM "disk" WITH KEY = "path" WHERE "host" =~ /(web-1|web-2)/`,
      ['/', '/var'],
    ],
    ['$disk', `SHOW TAG VALUES FROM "diskio" WITH KEY = "name" WHERE host =~ /db-1/`, ['sda', 'sdb']],
    ['$netif', `SHOW TAG VALUES FROM "net" WITH KEY = "interface" WHERE host =~ /db-1/`, ['eth0', 'eth1']],
  ])('fill the variable %s', async (_variable, statement, expected) => {
    const answers = await ask(statement);
    const values = answers.flatMap((one) => one.values.map(([, value]) => value as string));
    expect([...new Set(values)].sort()).toEqual(expected);
  });

  it.each([
    'usage_user',
    'usage_system',
    'usage_idle',
    'usage_nice',
    'usage_iowait',
    'usage_irq',
    'usage_softirq',
    'usage_steal',
    'usage_guest',
    'usage_guest_nice',
  ])('show cpu %s of one host', async (field) => {
    const statement = `SELECT mean("${field}") FROM "cpu" WHERE "host" =~ /db-1$/ AND cpu = 'cpu-total' AND $timeFilter GROUP BY time(1m), "host" fill(null)`;

    expect(await bins(statement)).toEqual({ 'db-1': [expect.closeTo(level(`cpu.${field}`, 1))] });
  });

  it('show each core, and two hosts at once', async () => {
    const statement = `SELECT mean("usage_idle") * -1 + 100 FROM "cpu" WHERE "host" =~ /^(web-1|web-2)$/ AND "cpu" =~ /cpu[0-9]/ AND $timeFilter GROUP BY time(1m), "cpu", "host"`;

    const expected = [2, 3].flatMap((host) =>
      [2, 3].map((place) => [
        `cpu${place - 2} ${HOSTS[host - 1]}`,
        [expect.closeTo(100 - level('cpu.usage_idle', host, place))],
      ]),
    );
    expect(await bins(statement)).toEqual(Object.fromEntries(expected));
  });

  it.each(
    [
      ['system', ['load1', 'load5', 'load15', 'n_cpus']],
      [
        'mem',
        [
          'total',
          'used',
          'free',
          'cached',
          'buffered',
          'available',
          'active',
          'inactive',
          'slab',
          'used_percent',
          'available_percent',
        ],
      ],
      ['swap', ['total', 'used', 'free', 'used_percent']],
      [
        'processes',
        ['running', 'blocked', 'sleeping', 'stopped', 'zombies', 'idle', 'total', 'total_threads'],
      ],
      ['netstat', ['tcp_established', 'tcp_time_wait', 'tcp_listen', 'tcp_close_wait', 'tcp_syn_sent']],
      ['linux_sysctl_fs', ['file_nr', 'file_max']],
    ].flatMap(([measurement, fields]) => (fields as string[]).map((field) => [measurement as string, field])),
  )('show %s %s', async (measurement, field) => {
    const statement = `SELECT mean("${field}") AS "${field}" FROM "${measurement}" WHERE "host" =~ /web-1$/ AND $timeFilter GROUP BY time(1m), "host" ORDER BY asc`;
    const found = (await bins(statement))['web-1'][0] as number;

    // Whole numbers over there are rounded, as Telegraf's are.
    expect(Math.abs(found - level(`${measurement}.${field}`, 2))).toBeLessThanOrEqual(0.5);
  });

  it.each(['used_percent', 'free', 'used', 'total', 'inodes_free', 'inodes_used', 'inodes_total'])(
    'show disk %s of a mount point',
    async (field) => {
      const statement = `SELECT mean("${field}") FROM "disk" WHERE "host" =~ /db-1$/ AND "path" =~ /^\\/var$/ AND $timeFilter GROUP BY time(1m), "host", "path"`;
      const found = (await bins(statement))['db-1 /var'][0] as number;

      expect(Math.abs(found - level(`disk.${field}`, 1, 2))).toBeLessThanOrEqual(0.5);
    },
  );

  it.each(
    [
      [
        'net',
        'interface',
        'eth1',
        [
          'bytes_recv',
          'bytes_sent',
          'packets_recv',
          'packets_sent',
          'err_in',
          'err_out',
          'drop_in',
          'drop_out',
        ],
      ],
      [
        'diskio',
        'name',
        'sdb',
        [
          'read_bytes',
          'write_bytes',
          'reads',
          'writes',
          'read_time',
          'write_time',
          'io_time',
          'weighted_io_time',
          'merged_reads',
        ],
      ],
    ].flatMap(([measurement, tag, place, fields]) =>
      (fields as string[]).map((field) => [measurement as string, field, tag as string, place as string]),
    ),
  )('show the rate of %s %s', async (measurement, field, tag, place) => {
    const statement = `SELECT non_negative_derivative(mean("${field}"), 1s) FROM "${measurement}" WHERE "host" =~ /web-2$/ AND "${tag}" =~ /^${place}$/ AND $timeFilter GROUP BY time(1m), "${tag}"`;

    expect(await bins(statement)).toEqual({
      [place]: [expect.closeTo(perSecond(`${measurement}.${field}`, 3, 2))],
    });
  });

  it.each(['interrupts', 'context_switches', 'processes_forked'])(
    'show the rate of kernel %s',
    async (field) => {
      const statement = `SELECT derivative(mean("${field}"), 1s) FROM "kernel" WHERE "host" =~ /web-2$/ AND $timeFilter GROUP BY time(1m) fill(null)`;

      expect(await bins(statement)).toEqual({ '': [expect.closeTo(perSecond(`kernel.${field}`, 3))] });
    },
  );

  it.each(['in', 'out'])('show the rate of swap %s', async (field) => {
    const statement = `SELECT non_negative_derivative(last("${field}"), 1s) FROM "swap" WHERE "host" =~ /db-1$/ AND $timeFilter GROUP BY time(1m)`;

    expect(await bins(statement)).toEqual({ '': [expect.closeTo(perSecond(`swap.${field}`, 1))] });
  });

  it('show the newest of a host: how long it has been up, and how many processors it has', async () => {
    const uptime = await ask(
      'SELECT last("uptime") FROM "system" WHERE "host" =~ /web-1$/ AND $timeFilter GROUP BY "host"',
    );
    const cpus = await ask('SELECT last("n_cpus") FROM "system" WHERE $timeFilter GROUP BY "host"');

    expect(uptime.map(({ values }) => values[0][1])).toEqual([Math.round(level('system.uptime', 2))]);
    expect(cpus.map(({ tags, values }) => [tags?.host, values[0][1]])).toEqual(
      HOSTS.map((host, at) => [host, Math.round(level('system.n_cpus', at + 1))]),
    );
  });

  it('find the types that Telegraf has', async () => {
    const types = Object.fromEntries(
      (
        await ask('SHOW FIELD KEYS FROM "mem", "disk", "net", "system", "cpu", "processes", "diskio"')
      ).flatMap(({ values }) => values),
    );

    expect(types).toMatchObject({
      usage_idle: 'float',
      total: 'integer',
      used_percent: 'float',
      inodes_free: 'integer',
      bytes_recv: 'integer',
      uptime: 'integer',
      n_cpus: 'integer',
      load1: 'float',
      running: 'integer',
      read_time: 'integer',
      iops_in_progress: 'integer',
      io_await: 'float',
    });
  });
});

/** Columns of a measurement as the probes define them; some are defined by more than one. */
function columnsByMetric(): Map<string, { column: Column; at: number; measurement: string }> {
  const found = new Map<string, { column: Column; at: number; measurement: string }>();
  for (const metric of hostProbes.flatMap(({ metrics }) => metrics)) {
    const [measurement] = metric.name.split('.');
    if (found.has(metric.name)) continue;
    const [column] = columnsOf([metric], PLACES[measurement]?.[0]);
    found.set(metric.name, { column, at: found.size + 1, measurement });
  }
  return found;
}

/** Ten minutes of everything that the host probes measure. */
function rowsOfHost(host: string, number: number): Rows[] {
  const columns = Map.groupBy(columnsByMetric().values(), ({ measurement }) => measurement);
  return [...columns].flatMap(([measurement, own]) =>
    (PLACES[measurement] ?? [[]]).map((place, index) => {
      const schema: Schema = {
        probe: measurement,
        target: host,
        intervalMs: 10_000,
        columns: own.map(({ column }) => ({ ...column, labels: labelsAt(column, place) })),
      };
      const values = Array.from({ length: ROWS }, (_, row) =>
        own.map(({ column, at }) => sampleOf(column, row, number, index + 1, at)),
      );
      return {
        schemaId: schemaIdentity(schema),
        schema,
        timesMs: Float64Array.from({ length: ROWS }, (_, row) => START + row * 10_000),
        values: Float64Array.from(values.flat()),
      };
    }),
  );
}

/** Cores, disks and interfaces by name; what has no place here has its labels empty. */
function labelsAt({ labels }: Column, place: readonly string[]): Column['labels'] {
  return Object.fromEntries(Object.keys(labels).map((name, at) => [name, place[at] ?? '']));
}
