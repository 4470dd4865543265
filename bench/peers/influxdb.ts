import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderBytes } from '../folder-bytes.ts';
import { FIELDS_A_LINE, fieldOf, hostnameOf, subjectOf } from '../played-metrics.ts';
import { freePort, startPeer } from './peer.ts';
import { ask, type Question, type StorePeer, untilSteady } from './store-peer.ts';

/** InfluxDB 1.x with its defaults, except that it reports to nobody and logs no request. */
export async function startInfluxdb(): Promise<StorePeer> {
  const port = await freePort();
  const args = (more: string) => (folder: string) => {
    const file = join(folder, 'influxdb.conf');
    writeFileSync(file, configuration(folder, port, more));
    return ['-config', file];
  };
  const peer = await startPeer({
    program: 'influxd',
    debianPackage: 'influxdb',
    args: args(''),
    readyLine: (line) => (/Listening on HTTP/.test(line) ? line : undefined),
    url: `http://127.0.0.1:${port}`,
  });
  const { url } = peer;
  await ask('POST', `${url}/query?q=${encodeURIComponent('CREATE DATABASE bench')}`);
  let before = 0;
  const taken = async () => before + valuesOf(await ask('GET', `${url}/debug/vars`));

  return Object.assign(peer, {
    destination: { url: `${url}/write?db=bench`, headers: {}, format: 'lines' as const },
    taken,
    async diskBytes() {
      before = await taken();
      // It flushes and merges what was not written to for a while; only the configuration says how long.
      await peer.restart(
        args('  cache-snapshot-write-cold-duration = "1s"\n  compact-full-write-cold-duration = "1s"\n'),
      );
      const bytes = await untilSteady(
        () => folderBytes(join(peer.folder, 'data')) + folderBytes(join(peer.folder, 'wal')),
      );
      await peer.restart(args(''));
      return bytes;
    },
    ask(question: Question) {
      const query = influxqlOf(question);
      const address = `${url}/query?db=bench&epoch=ms&q=${encodeURIComponent(query)}`;
      return [{ way: 'query', url: address, points: pointsOf }];
    },
  });
}

/** Its statistics count lines, and all of ours are full. */
function valuesOf(vars: string): number {
  const parts: { name?: string; values?: Record<string, number> }[] = Object.values(JSON.parse(vars));
  let lines = 0;
  for (const { name, values } of parts) if (name === 'shard') lines += values?.writePointsOk ?? 0;
  return lines * FIELDS_A_LINE;
}

function influxqlOf({ hosts, column, fromMs, toMs, top }: Question): string {
  const span = `time >= ${fromMs}ms AND time < ${toMs}ms`;
  const from = `FROM ${subjectOf(column)}`;
  const field = fieldOf(column);
  if (top !== undefined) {
    return `SELECT top(average, host, ${top}) FROM (SELECT mean(${field}) AS average ${from} WHERE ${span} GROUP BY host)`;
  }
  const some = hosts ? `(${hosts.map((host) => `host = '${hostnameOf(host)}'`).join(' OR ')}) AND ` : '';
  return `SELECT ${field} ${from} WHERE ${some}${span} GROUP BY host`;
}

function pointsOf(body: string): number {
  const [{ series = [], error }] = JSON.parse(body).results;
  if (error) throw new Error(error);
  return series.reduce((sum: number, { values }: { values: unknown[] }) => sum + values.length, 0);
}

function configuration(folder: string, port: number, data: string): string {
  return `
reporting-disabled = true
bind-address = "127.0.0.1:0"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
  query-log-enabled = false
${data}
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
[continuous_queries]
  enabled = false
`;
}
