import { join } from 'node:path';
import { type BenchWard, startBenchWard } from './bench-ward.ts';
import { dashboardQuestions, fillWard, play, STEP_MS, verify, wardAsked } from './dashboard-questions.ts';
import { folderBytes } from './folder-bytes.ts';
import { startInfluxdb } from './peers/influxdb.ts';
import { startPresent } from './peers/peer.ts';
import { type StorePeer, untilTaken } from './peers/store-peer.ts';
import { startVictoriaMetrics } from './peers/victoria-metrics.ts';
import { type Players, playAgents } from './play-agents.ts';
import { type Pushers, playPushers } from './play-pushers.ts';
import { cpuSeconds, untilQuiet } from './process-cost.ts';
import { type Benchmark, type BenchOptions, median, type Row } from './row.ts';

const HOSTS = 1_000;
const COLUMNS = 100;
const FRAMES = 20;
const ROUNDS = 5;
/** Of the questions, on collectors of their own: an hour of all hosts in ten columns and a day of one. */
const ASKED_COLUMNS = 10;
const RUNS = 40;
const BATCH = { hosts: 250, frames: 1, columns: COLUMNS };

/** How Ward names the stores of the peers, by the address that the peer listens on. */
const ADDRESS_OF: Record<string, (host: string) => string> = {
  'victoria-metrics': (host) => `victoriametrics://${host}`,
  influxd: (host) => `influxdb://${host}/ward`,
};

/** Ward on one store: the collector, and the store's own process where it has one. */
interface Stored {
  store: string;
  ward: BenchWard;
  server: StorePeer | undefined;
}

export const storesBenchmark: Benchmark = {
  about:
    'the whole collector on each store: samples per CPU second of both together, bytes per sample, the queries of a dashboard, the raw rate of each store beside it',
  async run(options): Promise<Row[]> {
    return [...(await benchIntake(options)), ...(await benchQuestions(options))];
  },
};

/** Starts Ward on the embedded store, and on each other one that this machine can have. */
async function startStored(hosts: number, columns: number, say: BenchOptions['say']): Promise<Stored[]> {
  const servers = await startServers(say);
  const embedded = { store: 'embedded', ward: await startBenchWard(hosts, columns), server: undefined };
  const others: Stored[] = [];
  for (const server of servers) {
    const [program] = server.name.split(' ');
    const address = ADDRESS_OF[program](new URL(server.url).host);
    others.push({
      store: server.name,
      ward: await startBenchWard(hosts, columns, ['--store', address]),
      server,
    });
  }
  return [embedded, ...others];
}

function startServers(say: BenchOptions['say']): Promise<StorePeer[]> {
  return startPresent({ influxd: startInfluxdb, 'victoria-metrics': startVictoriaMetrics }, say);
}

async function stopStored(stored: readonly Stored[]): Promise<void> {
  for (const { ward, server } of stored) {
    await ward.stop();
    await server?.stop();
  }
}

/** What a sample costs from the agent's message to the store's disk, and what the store alone takes of it. */
async function benchIntake({ scale, say }: BenchOptions): Promise<Row[]> {
  const hosts = Math.max(10, Math.round(HOSTS * Math.min(1, scale)));
  const stored = await startStored(hosts, COLUMNS, say);
  const raw = await startServers(say);
  const players = new Map<Stored, Players>();
  const pushers = new Map<StorePeer, Pushers>();
  try {
    for (const one of stored) players.set(one, await playAgents(one.ward.url, one.ward.agents, COLUMNS));
    for (const peer of raw) pushers.set(peer, await playPushers(peer.destination, hosts, COLUMNS));
    const whole = new Map(stored.map((one) => [one, [] as number[]]));
    const alone = new Map(raw.map((peer) => [peer, [] as number[]]));
    const samples = hosts * COLUMNS * FRAMES;
    const startMs = Math.floor(Date.now() / STEP_MS) * STEP_MS - (ROUNDS + 1) * FRAMES * STEP_MS;
    for (let round = 0; round <= ROUNDS; round++) {
      const fromMs = startMs + round * FRAMES * STEP_MS;
      const note = (rates: number[] | undefined, name: string, seconds: number) => {
        say(`round ${round}, ${name}: ${(samples / seconds / 1e6).toFixed(2)} M samples per CPU second`);
        // The first round fills indexes and warms compilers, and is not counted.
        if (round > 0) rates?.push(samples / seconds);
      };
      for (const one of stored) {
        const before = cpuOf(one);
        await players.get(one)?.run({
          mode: 'batch',
          agents: hosts,
          frames: FRAMES,
          fromMs,
          stepMs: STEP_MS,
          framesPerSecond: 0,
        });
        await one.ward.settled();
        await quiet(one);
        note(whole.get(one), one.store, cpuOf(one) - before);
      }
      for (const peer of raw) {
        const before = cpuSeconds(peer.pid);
        await pushers.get(peer)?.run({ shape: BATCH, hosts, frames: FRAMES, fromMs, stepMs: STEP_MS });
        await untilTaken(peer, (round + 1) * samples);
        await untilQuiet(peer.pid);
        note(alone.get(peer), `${peer.name} alone`, cpuSeconds(peer.pid) - before);
      }
    }
    const [embedded] = stored;
    const own = whole.get(embedded) ?? [];
    const rows = stored.map((one): Row => {
      const rates = whole.get(one) ?? [];
      const peer = one === embedded ? undefined : `ward + ${one.store}`;
      const ratio = peer && median(own.map((rate, round) => rate / rates[round]));
      return {
        case: 'samples, from agent to disk',
        figure: median(rates),
        unit: 'samples/CPU s',
        peer,
        ratio: ratio || undefined,
      };
    });
    for (const [peer, rates] of alone) {
      rows.push({
        case: 'line protocol into the store alone',
        figure: median(rates),
        unit: 'samples/CPU s',
        peer: peer.name,
      });
    }
    return [...rows, ...(await weigh(stored, samples * (ROUNDS + 1), players))];
  } finally {
    for (const one of [...players.values(), ...pushers.values()]) one.end();
    await stopStored(stored);
    for (const peer of raw) await peer.stop();
  }
}

/** Bytes that a sample takes once everything is flushed and merged. */
async function weigh(
  stored: readonly Stored[],
  samples: number,
  players: ReadonlyMap<Stored, Players>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const one of stored) {
    players.get(one)?.end();
    // What the embedded store holds in memory is written out when it ends.
    if (!one.server) await one.ward.restart();
    const bytes = one.server ? await one.server.diskBytes() : folderBytes(join(one.ward.dataDir, 'store'));
    const peer = one.server ? `ward + ${one.store}` : undefined;
    rows.push({
      case: `disk after ${(samples / 1e6).toPrecision(3)} M samples`,
      figure: bytes / samples,
      unit: 'B/sample',
      peer,
    });
  }
  return rows;
}

/** The questions of a dashboard, asked of Ward on each store over HTTP. */
async function benchQuestions({ scale, say }: BenchOptions): Promise<Row[]> {
  const hosts = Math.max(20, Math.round(HOSTS * Math.min(1, scale)));
  const stored = await startStored(hosts, ASKED_COLUMNS, say);
  try {
    const endMs = Math.floor(Date.now() / STEP_MS) * STEP_MS;
    for (const one of stored) {
      say(`${one.store} takes a day of one host and an hour of all`);
      await fillWard(one.ward, ASKED_COLUMNS, endMs);
      await quiet(one);
    }
    const runs = Math.max(5, Math.round(RUNS * Math.min(1, scale)));
    const rows: Row[] = [];
    for (const [name, { question, points }] of Object.entries(dashboardQuestions(hosts, endMs))) {
      say(name);
      const everybody = await Promise.all(
        stored.map((one) => wardAsked(one.ward, 'binary', question, pidsOf(one))),
      );
      for (const asked of everybody) await verify(asked, question, points);
      const p50 = everybody.map(() => [] as number[]);
      const cpu = everybody.map(() => [] as number[]);
      for (let round = 0; round <= ROUNDS; round++) {
        for (const [index, asked] of everybody.entries()) {
          const result = await play(asked, question, ASKED_COLUMNS, runs);
          if (round === 0) continue;
          p50[index].push(result.p50);
          cpu[index].push(result.cpu);
        }
      }
      for (const [figure, results, unit] of [
        ['p50', p50, 'ms'],
        ['CPU', cpu, 'ms/query'],
      ] as const) {
        for (const [index, { store, server }] of stored.entries()) {
          const peer = server ? `ward + ${store}` : undefined;
          const ratio = peer && median(results[0].map((value, round) => value / results[index][round]));
          rows.push({
            case: `${name}, ${figure}`,
            figure: median(results[index]),
            unit,
            peer,
            ratio: ratio || undefined,
          });
        }
      }
    }
    return rows;
  } finally {
    await stopStored(stored);
  }
}

function pidsOf({ ward, server }: Stored): number[] {
  return server ? [ward.pid, server.pid] : [ward.pid];
}

function cpuOf(one: Stored): number {
  return pidsOf(one).reduce((sum, pid) => sum + cpuSeconds(pid), 0);
}

async function quiet(one: Stored): Promise<void> {
  for (const pid of pidsOf(one)) await untilQuiet(pid);
}
