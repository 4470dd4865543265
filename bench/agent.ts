import { setTimeout as sleep } from 'node:timers/promises';
import { agentBundle, bundle } from '../scripts/bundle.ts';
import { ensureDebianPackages } from '../scripts/debian-install.ts';
import { startWard } from '../scripts/servers/ward.ts';
import { startWardAgent } from '../scripts/servers/ward-agent.ts';
import { fillMachine } from './busy-machine.ts';
import { startCollectd, startNodeExporter } from './peers/agent-peers.ts';
import { cpuSeconds, memoryBytes } from './process-cost.ts';
import { type Benchmark, type BenchOptions, median, type Row } from './row.ts';

const INTERVAL_SECONDS = 10;
const PROCESSES = 300;
const SOCKETS = 2_000;
const WINDOWS = 5;

export const agentBenchmark: Benchmark = {
  about:
    'what an agent costs the watched server: CPU a collection and memory, with 300 processes and 2,000 sockets',
  async run(options): Promise<Row[]> {
    await bundle('agent/main.ts', agentBundle);
    if (options.peers) await ensureDebianPackages({ purpose: 'bench', install: true, say: options.say });
    const empty = await fillMachine(PROCESSES, SOCKETS);
    const ward = await startWard();
    try {
      return await measure(ward, options);
    } finally {
      await ward.stop();
      empty();
    }
  },
};

async function measure(ward: Awaited<ReturnType<typeof startWard>>, options: BenchOptions): Promise<Row[]> {
  const agent = await startWardAgent(ward, {
    interval: `${INTERVAL_SECONDS}s`,
    command: [process.execPath, agentBundle],
  });
  const exporter = options.peers ? await startNodeExporter() : undefined;
  const collectd = options.peers ? await startCollectd(INTERVAL_SECONDS) : undefined;
  const scrape = setInterval(() => {
    if (exporter)
      void fetch(exporter.url).then(
        (response) => response.text(),
        () => undefined,
      );
  }, INTERVAL_SECONDS * 1000);
  try {
    // The first collections read what never changes again and compile the hot paths.
    options.say('warming up for a minute');
    await sleep(60_000 * Math.min(1, options.scale * 2));
    const programs = [
      { name: undefined, pid: agent.pid },
      ...[exporter, collectd].flatMap((peer) => (peer ? [{ name: peer.name, pid: peer.pid }] : [])),
    ];
    const costs = programs.map(() => [] as number[]);
    const windowSeconds = Math.max(
      INTERVAL_SECONDS,
      Math.round((60 * options.scale) / INTERVAL_SECONDS) * INTERVAL_SECONDS,
    );
    for (let window = 0; window < WINDOWS; window++) {
      const before = programs.map(({ pid }) => cpuSeconds(pid));
      await sleep(windowSeconds * 1000);
      for (const [index, { pid }] of programs.entries()) {
        costs[index].push(((cpuSeconds(pid) - before[index]) * 1000 * INTERVAL_SECONDS) / windowSeconds);
      }
      options.say(
        `window ${window + 1} of ${WINDOWS}: ${costs.map((cost) => `${cost.at(-1)?.toFixed(1)} ms`).join(', ')}`,
      );
    }
    return rowsOf(programs, costs, await seriesOf(ward));
  } finally {
    clearInterval(scrape);
    await Promise.all([agent.stop(), exporter?.stop(), collectd?.stop()]);
  }
}

function rowsOf(
  programs: { name: string | undefined; pid: number }[],
  costs: number[][],
  series: number,
): Row[] {
  const rows: Row[] = [{ case: 'series sent', figure: series, unit: 'series' }];
  for (const [index, { name, pid }] of programs.entries()) {
    const memory = memoryBytes(pid);
    const ratio =
      name === undefined ? undefined : median(costs[index].map((cost, window) => costs[0][window] / cost));
    rows.push(
      { case: 'CPU a collection', figure: median(costs[index]), unit: 'ms', peer: name, ratio },
      { case: 'resident memory', figure: memory.resident / 2 ** 20, unit: 'MiB', peer: name },
      { case: 'private memory', figure: memory.private / 2 ** 20, unit: 'MiB', peer: name },
    );
  }
  return rows;
}

async function seriesOf(ward: Awaited<ReturnType<typeof startWard>>): Promise<number> {
  const { series } = await ward.call<{ series: unknown[] }>('GET', '/api/v1/latest');
  return series.length;
}
