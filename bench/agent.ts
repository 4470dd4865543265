import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { agentBundle, bundleAgent } from '../scripts/bundle.ts';
import { ensureDebianPackages } from '../scripts/debian-install.ts';
import { projectFolder } from '../scripts/run-tool.ts';
import { startWard, type Ward } from '../scripts/servers/ward.ts';
import { startWardAgent } from '../scripts/servers/ward-agent.ts';
import { fillMachine } from './busy-machine.ts';
import { startCollectd, startNodeExporter } from './peers/agent-peers.ts';
import { type Peer, startPresent } from './peers/peer.ts';
import { childrenOf, cpuSeconds, memoryBytes } from './process-cost.ts';
import { type Benchmark, type BenchOptions, median, type Row } from './row.ts';

const INTERVAL_SECONDS = 10;
const PROCESSES = 300;
const SOCKETS = 2_000;
const WINDOWS = 5;
const WINDOW_SECONDS = 60;

/** Who is measured. */
interface Program {
  /** Undefined: our agent. */
  name: string | undefined;
  pid: number;
}

export const agentBenchmark: Benchmark = {
  about:
    'what an agent costs the watched server: CPU a collection and memory, with 300 processes and 2,000 sockets',
  async run(options): Promise<Row[]> {
    await bundleAgent();
    const empty = await fillMachine(PROCESSES, SOCKETS);
    const ward = await startWard();
    const agent = await startWardAgent(ward, {
      interval: `${INTERVAL_SECONDS}s`,
      command: ['env', ...environmentOfUnit(), process.execPath, agentBundle],
    });
    const peers = await startPeers(options);
    const scrapes = setInterval(() => void scrape(peers), INTERVAL_SECONDS * 1000);
    try {
      return await measure(ward, agent.pid, peers, options);
    } finally {
      clearInterval(scrapes);
      await Promise.all([agent, ...peers].map(({ stop }) => stop()));
      await ward.stop();
      empty();
    }
  },
};

/** The environment in which the service manager starts the agent: it is the installed agent that is measured. */
function environmentOfUnit(): string[] {
  const unit = readFileSync(join(projectFolder, 'deploy/systemd/ward-agent.service'), 'utf8');
  return [...unit.matchAll(/^Environment=(.*)$/gm)].flatMap(([, variables]) => variables.split(' '));
}

async function startPeers({ peers, say }: BenchOptions): Promise<Peer[]> {
  if (!peers) return [];
  await ensureDebianPackages({ purpose: 'bench', install: true, say });
  const starters = {
    'prometheus-node-exporter': startNodeExporter,
    collectd: () => startCollectd(INTERVAL_SECONDS),
  };
  return startPresent(starters, say);
}

/** Those that measure when they are asked are asked. */
async function scrape(peers: readonly Peer[]): Promise<void> {
  for (const { url } of peers) {
    if (url) {
      await fetch(url).then(
        (response) => response.text(),
        () => undefined,
      );
    }
  }
}

async function measure(
  ward: Ward,
  agentPid: number,
  peers: readonly Peer[],
  { scale, say }: BenchOptions,
): Promise<Row[]> {
  const programs: Program[] = [{ name: undefined, pid: agentPid }, ...peers];
  const windowSeconds = inIntervals(WINDOW_SECONDS * Math.min(1, scale));
  // The first collections read what never changes again and compile the hot paths.
  say('warming up');
  await sleep(inIntervals(WINDOW_SECONDS * Math.min(1, scale * 2)) * 1000);
  const costs = programs.map(() => [] as number[]);
  let children = 0;
  for (let window = 0; window < WINDOWS; window++) {
    const before = programs.map(({ pid }) => cpuSeconds(pid));
    for (let second = 0; second < windowSeconds; second++) {
      await sleep(1000);
      children = Math.max(children, childrenOf(agentPid).length);
    }
    for (const [index, { pid }] of programs.entries()) {
      costs[index].push(((cpuSeconds(pid) - before[index]) * 1000 * INTERVAL_SECONDS) / windowSeconds);
    }
    const newest = programs.map(
      ({ name }, index) => `${name ?? 'ward'} ${costs[index].at(-1)?.toFixed(1)} ms`,
    );
    say(`window ${window + 1} of ${WINDOWS}: ${newest.join(', ')}`);
  }
  return [
    { case: 'series sent', figure: await seriesOf(ward), unit: 'series' },
    { case: 'child processes at a time', figure: children, unit: 'processes' },
    ...rowsOf(programs, costs),
  ];
}

function inIntervals(seconds: number): number {
  return Math.max(1, Math.round(seconds / INTERVAL_SECONDS)) * INTERVAL_SECONDS;
}

function rowsOf(programs: readonly Program[], costs: readonly number[][]): Row[] {
  const ratios = costs.map((cost) => median(cost.map((value, window) => costs[0][window] / value)));
  const row = (what: string, unit: string, figureOf: (index: number) => number, ratioed: boolean): Row[] =>
    programs.map(({ name }, index) => ({
      case: what,
      figure: figureOf(index),
      unit,
      peer: name,
      ratio: ratioed && name !== undefined ? ratios[index] : undefined,
    }));
  const memory = programs.map(({ pid }) => memoryBytes(pid));
  return [
    ...row('CPU a collection', 'ms', (index) => median(costs[index]), true),
    ...row('resident memory', 'MiB', (index) => memory[index].resident / 2 ** 20, false),
    ...row('private memory', 'MiB', (index) => memory[index].private / 2 ** 20, false),
  ];
}

async function seriesOf(ward: Ward): Promise<number> {
  const { series } = await ward.call<{ series: unknown[] }>('GET', '/api/v1/latest');
  return series.length;
}
