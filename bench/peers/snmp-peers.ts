import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, type Peer, startPeer, versionOf } from './peer.ts';

/** The CPU that a peer took for walking devices. */
export interface Walked {
  devices: number;
  values: number;
  cpuSeconds: number;
}

/** A program that walks the same columns of the same switches. */
export interface WalkingPeer {
  name: string;
  walk(hosts: readonly string[], port: number, columns: 'nine' | 'whole', seconds: number): Promise<Walked>;
  stop(): Promise<void>;
}

export interface ColumnSets {
  nine: readonly string[];
  whole: readonly string[];
}

const AT_ONCE = 20;

/** snmp_exporter with one module for each set of columns, scraped for one device after the other. */
export async function startSnmpExporter(
  sets: ColumnSets,
  cpuOf: (pid: number) => number,
): Promise<WalkingPeer> {
  const web = await freePort();
  const peer: Peer = await startPeer({
    program: 'prometheus-snmp-exporter',
    debianPackage: 'prometheus-snmp-exporter',
    args(folder) {
      const file = join(folder, 'snmp.yml');
      writeFileSync(file, JSON.stringify({ nine: module(sets.nine), whole: module(sets.whole) }));
      return [`--config.file=${file}`, `--web.listen-address=127.0.0.1:${web}`];
    },
    readyLine: (line) => (/[Ll]istening/.test(line) ? line : undefined),
    url: `http://127.0.0.1:${web}`,
  });
  return {
    name: peer.name,
    stop: peer.stop,
    async walk(hosts, port, columns, seconds) {
      const before = cpuOf(peer.pid);
      const untilMs = performance.now() + seconds * 1_000;
      let next = 0;
      let devices = 0;
      let values = 0;
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          while (performance.now() < untilMs) {
            const target = `${hosts[next++ % hosts.length]}:${port}`;
            const answer = await fetch(`${peer.url}/snmp?target=${target}&module=${columns}`);
            const text = await answer.text();
            if (!answer.ok) throw new Error(`${peer.name}: ${text.slice(0, 300)}`);
            values += Number(/^snmp_scrape_pdus_returned(?:\{[^}]*\})? (\S+)/m.exec(text)?.[1] ?? 0);
            devices++;
          }
        }),
      );
      return { devices, values, cpuSeconds: cpuOf(peer.pid) - before };
    },
  };
}

/** What its generator writes for columns without lookups. */
function module(columns: readonly string[]) {
  return {
    walk: columns,
    version: 2,
    max_repetitions: 25,
    retries: 1,
    timeout: '5s',
    auth: { community: 'public' },
    metrics: columns.flatMap((column) => metricsOf(column)),
  };
}

/** A table is told by its columns, of which numbers become series. */
function metricsOf(column: string): object[] {
  const columns = column.endsWith('.1') && !column.includes('31.1.1.1.') ? subColumns(column) : [column];
  return columns.map((oid) => ({
    name: `c_${oid.replaceAll('.', '_')}`,
    oid,
    type: /31\.1\.1\.1\.(1|18)$|2\.2\.1\.(2|6)$/.test(oid) ? 'DisplayString' : 'gauge',
    help: oid,
    indexes: [{ labelname: 'ifIndex', type: 'gauge' }],
  }));
}

function subColumns(table: string): string[] {
  const [first, last] = table === '1.3.6.1.2.1.2.2.1' ? [1, 21] : [1, 19];
  return Array.from({ length: last - first + 1 }, (_, offset) => `${table}.${first + offset}`);
}

/** net-snmp's own command, started anew for each device: its CPU is that of a shell that runs one after the other. */
export function snmpBulkWalk(sets: ColumnSets): WalkingPeer {
  return {
    name: `snmpbulkwalk ${versionOf('snmp')}`,
    stop: async () => {},
    async walk(hosts, port, columns, seconds) {
      const script = `
        end=$(($(date +%s) + ${Math.max(1, Math.round(seconds))})); devices=0; values=0
        while [ $(date +%s) -lt $end ]; do
          for host in ${hosts.slice(0, 50).join(' ')}; do
            for column in ${sets[columns].join(' ')}; do
              lines=$(snmpbulkwalk -v2c -c public -Cr25 -On -m '' $host:${port} $column | wc -l)
              values=$((values + lines))
            done
            devices=$((devices + 1))
            [ $(date +%s) -lt $end ] || break
          done
        done
        echo "$devices $values $(cut -d' ' -f16,17 /proc/$$/stat)"`;
      const text = await run(script);
      const [devices = 0, values = 0, user = 0, system = 0] = text.trim().split(' ').map(Number);
      return { devices, values, cpuSeconds: (user + system) / 100 };
    },
  };
}

function run(script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(text) : reject(new Error(`bash ended with ${code}`))));
  });
}
