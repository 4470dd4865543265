import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { agentBundle, bundleAgent } from '#scripts/bundle.ts';
import { ensureDebianPackages } from '#scripts/debian-install.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { startWardAgent } from '#scripts/servers/ward-agent.ts';
import { startChild } from './child.ts';
import { startPresent } from './peers/peer.ts';
import { snmpBulkWalk, startSnmpExporter, type WalkingPeer } from './peers/snmp-peers.ts';
import { cpuSeconds, memoryBytes } from './process-cost.ts';
import { type Benchmark, type BenchOptions, median, type Row } from './row.ts';
import type { FromSwitches, SwitchPark } from './simulated-switches.ts';
import { NINE_COLUMNS, WHOLE_TABLES } from './switch-objects.ts';
import type { FromWalker, WalkOrder } from './walker.ts';

const SWITCHES = 1_000;
const INTERVAL_SECONDS = 60;
const WINDOW_SECONDS = 180;
const ROUND_SECONDS = 5;
const ROUNDS = 3;
const SETS = { nine: NINE_COLUMNS, whole: WHOLE_TABLES };
const TITLES = { nine: 'nine columns of 48 ports', whole: 'both tables of 48 ports, whole' };

/** Switches over SNMP: as fast as can be beside peers, and a thousand of them each minute from one polling agent. */
export const snmpBenchmark: Benchmark = {
  about: 'a thousand switches from one polling agent, and walks at full speed',
  async run(options) {
    const rows = await walkAtFullSpeed(options);
    return [...rows, ...(await pollEachMinute(options))];
  },
};

async function walkAtFullSpeed(options: BenchOptions): Promise<Row[]> {
  const { scale, say } = options;
  const park = startChild<SwitchPark, FromSwitches>(new URL('simulated-switches.ts', import.meta.url));
  const walker = startChild<WalkOrder, FromWalker>(new URL('walker.ts', import.meta.url));
  const peers = await startPeers(options);
  try {
    const count = Math.max(20, Math.round(SWITCHES * Math.min(1, scale)));
    const { hosts, port } = await park.ask({ type: 'start', count, deadShare: 0, slowShare: 0 });
    const seconds = Math.max(1, ROUND_SECONDS * Math.min(1, scale * 2));
    const ours: WalkingPeer = {
      name: '',
      stop: async () => {},
      walk: (hosts, port, columns, seconds) =>
        walker.ask({ type: 'walk', hosts: [...hosts], port, columns: SETS[columns], seconds }),
    };
    const rows: Row[] = [];
    for (const columns of ['nine', 'whole'] as const) {
      // The first round compiles the hot paths.
      await ours.walk(hosts, port, columns, Math.min(2, seconds));
      const rates = new Map<WalkingPeer, number[]>([ours, ...peers].map((peer) => [peer, []]));
      let perDevice = 0;
      for (let round = 0; round < (scale < 0.05 ? 1 : ROUNDS); round++) {
        for (const [peer, found] of rates) {
          say(`${TITLES[columns]}, round ${round + 1}, ${peer.name || 'ward'}`);
          const walked = await peer.walk(hosts, port, columns, seconds);
          found.push(walked.devices / walked.cpuSeconds);
          if (peer === ours) perDevice = walked.values / walked.devices;
        }
      }
      rows.push(...rowsOf(TITLES[columns], rates, ours, perDevice));
    }
    return rows;
  } finally {
    walker.end();
    park.end();
    await Promise.all(peers.map(({ stop }) => stop()));
  }
}

function rowsOf(
  title: string,
  rates: ReadonlyMap<WalkingPeer, readonly number[]>,
  ours: WalkingPeer,
  perDevice: number,
): Row[] {
  const own = rates.get(ours) ?? [];
  const rows: Row[] = [];
  for (const [peer, found] of rates) {
    const row: Row = { case: title, figure: median(found), unit: 'devices/CPU s' };
    if (peer === ours) {
      rows.push(row, { case: title, figure: median(found) * perDevice, unit: 'varbinds/CPU s' });
    } else
      rows.push({
        ...row,
        peer: peer.name,
        ratio: median(own.map((rate, round) => rate / (found[round] ?? rate))),
      });
  }
  return rows;
}

async function startPeers({ peers, say }: BenchOptions): Promise<WalkingPeer[]> {
  if (!peers) return [];
  await ensureDebianPackages({ purpose: 'bench', install: true, say });
  return startPresent<WalkingPeer>(
    {
      'prometheus-snmp-exporter': () => startSnmpExporter(SETS, cpuSeconds),
      snmpbulkwalk: async () => snmpBulkWalk(SETS),
    },
    say,
  );
}

async function pollEachMinute({ scale, say }: BenchOptions): Promise<Row[]> {
  const share = Math.min(1, scale);
  const count = Math.max(20, Math.round(SWITCHES * share));
  const intervalSeconds = share < 0.2 ? 10 : INTERVAL_SECONDS;
  const windowSeconds = Math.max(
    intervalSeconds,
    Math.round((WINDOW_SECONDS * share) / intervalSeconds) * intervalSeconds,
  );
  const folder = mkdtempSync(join(tmpdir(), 'ward-bench-snmp-'));
  await bundleAgent();
  const park = startChild<SwitchPark, FromSwitches>(new URL('simulated-switches.ts', import.meta.url));
  const { hosts, port } = await park.ask({ type: 'start', count, deadShare: 0.05, slowShare: 0.05 });
  const file = join(folder, 'agent.yaml');
  writeFileSync(file, configurationOf(hosts, port, intervalSeconds));
  const ward = await startWard();
  const agent = await startWardAgent(ward, {
    interval: '10s',
    args: ['--config', file],
    command: ['env', 'MALLOC_ARENA_MAX=2', process.execPath, agentBundle],
  });
  try {
    say(`warming up with ${count} switches every ${intervalSeconds} s`);
    await sleep((intervalSeconds * 1.5 + 10) * 1_000);
    say(`measuring for ${windowSeconds} s`);
    const before = cpuSeconds(agent.pid);
    await sleep(windowSeconds * 1_000);
    const used = cpuSeconds(agent.pid) - before;
    const memory = memoryBytes(agent.pid);
    const title = `${count} switches every ${intervalSeconds} s, 5 % dead, 5 % slow`;
    const row = (figure: number, unit: string): Row => ({ case: title, figure, unit });
    return [
      row((used / windowSeconds) * 100, '% of a core'),
      row(memory.resident / 2 ** 20, 'MiB resident'),
      row((await newest(ward, 'agent.polls_late_p99_seconds')) * 1_000, 'ms late, p99'),
      row(await answering(ward), 'switches answer'),
    ];
  } finally {
    await agent.stop();
    await ward.stop();
    park.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

function configurationOf(hosts: readonly string[], port: number, intervalSeconds: number): string {
  const targets = hosts.map((host, index) => ({
    name: `switch-${index}`,
    address: host,
    kind: 'switch',
    snmp: { port, version: '2c', community: 'public' },
  }));
  return JSON.stringify({ zone: 'bench', poll_interval: `${intervalSeconds}s`, targets });
}

interface Latest {
  series: { values: (number | null)[] }[];
}

async function newest(ward: Ward, metric: string): Promise<number> {
  const { series } = await ward.call<Latest>('GET', `/api/v1/latest?metric=${metric}`);
  return series[0]?.values.at(-1) ?? Number.NaN;
}

/** Switches whose last collection worked. */
async function answering(ward: Ward): Promise<number> {
  const { series } = await ward.call<Latest>('GET', '/api/v1/latest?metric=probe.success&label.probe=snmp');
  return series.filter(({ values }) => values.at(-1) === 1).length;
}
