import { startStorePeers } from './peers/store-peers.ts';
import { cpuSeconds, memoryBytes, untilQuiet } from './process-cost.ts';
import { type Benchmark, type BenchOptions, median, type Row } from './row.ts';
import { peerTaker, type Road, type Taker, wardByFrames, wardByLines } from './taker.ts';

const HOSTS = 1_000;
const COLUMNS = 200;
const STEP_MS = 10_000;
/** What everybody takes before the first round: 10 million samples, which are then weighed. */
const FILL_FRAMES = 50;
const ROUND_FRAMES = 20;
const ROUNDS = 3;

const ONE_FRAME = { hosts: 1, frames: 1, columns: COLUMNS };
const TWENTY_FRAMES = { hosts: 1, frames: 20, columns: COLUMNS };
const BATCH = { hosts: 250, frames: 1, columns: COLUMNS };
const PUSH = { hosts: 1, frames: 1, columns: 100 };

interface Case {
  /** Ward's roads by which requests of one size come; peers take requests of the same size. */
  roads: Record<string, Road>;
  peerRoad: Road;
}

const CASES: Case[] = [
  {
    roads: {
      'one frame a WebSocket message': { mode: 'message', shape: ONE_FRAME },
      'one frame a POST': { mode: 'post', shape: ONE_FRAME },
    },
    peerRoad: { shape: ONE_FRAME },
  },
  {
    roads: { '20 frames a message': { mode: 'batch', shape: TWENTY_FRAMES } },
    peerRoad: { shape: TWENTY_FRAMES },
  },
  {
    roads: { 'line protocol, batches of 50,000 samples': { shape: BATCH } },
    peerRoad: { shape: BATCH },
  },
  { roads: { 'line protocol, pushes of 100 samples': { shape: PUSH } }, peerRoad: { shape: PUSH } },
];

export const intakeBenchmark: Benchmark = {
  about:
    'samples per CPU second of the whole collector (journal with full sync, one rule a series, embedded store), bytes per sample',
  async run(options): Promise<Row[]> {
    const hosts = Math.max(4, Math.round(HOSTS * Math.min(1, options.scale * 2)));
    const stops: (() => Promise<void>)[] = [];
    const keep = (taker: Taker) => {
      stops.push(taker.stop);
      return taker;
    };
    try {
      options.say(`enrolling ${hosts} agents with ${COLUMNS} series each`);
      const frames = keep(await wardByFrames(hosts, COLUMNS));
      const lines = keep(await wardByLines(hosts, COLUMNS));
      const peers: Taker[] = [];
      for (const peer of await startStorePeers(options))
        peers.push(keep(await peerTaker(peer, hosts, COLUMNS)));
      return await measure({ frames, lines, peers }, hosts, options);
    } finally {
      await Promise.all(stops.map((stop) => stop()));
    }
  },
};

interface Takers {
  /** Ward by agents, and Ward by line protocol: two collectors, so that each has as much data as a peer. */
  frames: Taker;
  lines: Taker;
  peers: Taker[];
}

async function measure(takers: Takers, hosts: number, { scale, say }: BenchOptions): Promise<Row[]> {
  const { frames, lines } = takers;
  let peers = takers.peers;
  let all = [frames, lines, ...peers];
  const nameOf = (taker: Taker) => taker.peer ?? (taker === lines ? 'ward, lines' : 'ward, frames');
  const fillFrames = Math.max(1, Math.round(FILL_FRAMES * Math.min(1, scale * 2)));
  const roundFrames = Math.max(1, Math.round(ROUND_FRAMES * Math.min(1, scale * 2)));
  // The load lies in the past, so that its last frame is of about now. Everybody has a time line of his own.
  const startMs = Math.floor(Date.now() / STEP_MS) * STEP_MS;
  const times = new Map(
    all.map((taker) => [taker, startMs - (fillFrames + ROUNDS * 4 * roundFrames) * STEP_MS]),
  );
  const taken = new Map(all.map((taker) => [taker, 0]));

  async function give(taker: Taker, road: Road, frameCount: number, what: string): Promise<number> {
    const before = cpuSeconds(taker.pid);
    const fromMs = times.get(taker) ?? 0;
    const done = await taker.send(road, { frames: frameCount, fromMs, stepMs: STEP_MS });
    await taker.settled();
    await untilQuiet(taker.pid);
    const rate = done.samples / Math.max(0.01, cpuSeconds(taker.pid) - before);
    times.set(taker, fromMs + frameCount * STEP_MS);
    taken.set(taker, (taken.get(taker) ?? 0) + done.samples);
    say(
      `${what}, ${nameOf(taker)}: ${(rate / 1e6).toFixed(2)} M samples per CPU second, ${(done.samples / done.seconds / 1e6).toFixed(2)} M/s on the wall`,
    );
    return rate;
  }

  async function weigh(): Promise<Row[]> {
    const weighed: { taker: Taker; samples: number; bytes: number }[] = [];
    for (const taker of all) {
      const samples = taken.get(taker) ?? 1;
      weighed.push({ taker, samples, bytes: (await taker.diskBytes()) / samples });
    }
    const [own] = weighed;
    return weighed.map(({ taker, samples, bytes }) => ({
      case: `disk after ${(samples / 1e6).toPrecision(3)} M samples${taker === lines ? ', line protocol' : ''}`,
      figure: bytes,
      unit: 'B/sample',
      peer: taker.peer,
      // More samples of a series pack better: a ratio of unlike amounts would say nothing.
      ratio: taker.peer !== undefined && samples === own.samples ? own.bytes / bytes : undefined,
    }));
  }

  for (const taker of all) {
    const road: Road = taker === frames ? { mode: 'batch', shape: TWENTY_FRAMES } : { shape: BATCH };
    await give(taker, road, fillFrames, 'warming up');
  }
  const weighed = await weigh();

  const rates = new Map<string, number[]>();
  const note = (name: string, rate: number) => rates.set(name, [...(rates.get(name) ?? []), rate]);
  for (let round = 1; round <= ROUNDS; round++) {
    for (const [index, { roads, peerRoad }] of CASES.entries()) {
      for (const [name, road] of Object.entries(roads)) {
        note(name, await give(road.mode ? frames : lines, road, roundFrames, `round ${round}, ${name}`));
      }
      const [like] = Object.keys(roads);
      for (const peer of peers) {
        const what = `round ${round}, as ${like}`;
        try {
          note(`${index} ${peer.peer}`, await give(peer, peerRoad, roundFrames, what));
        } catch (error) {
          // A peer that does not stand the load is no reason to lose the figures of the others.
          say(`${what}: ${peer.peer} is left out from here on: ${(error as Error).message}`);
          peers = peers.filter((one) => one !== peer);
          all = all.filter((one) => one !== peer);
        }
      }
    }
  }

  const rows: Row[] = [];
  for (const [index, { roads }] of CASES.entries()) {
    for (const name of Object.keys(roads)) {
      const own = rates.get(name) ?? [];
      rows.push({ case: name, figure: median(own), unit: 'samples/CPU s' });
      for (const { peer } of peers) {
        const theirs = rates.get(`${index} ${peer}`) ?? [];
        rows.push({
          case: name,
          figure: median(theirs),
          unit: 'samples/CPU s',
          peer,
          ratio: median(own.map((rate, round) => rate / theirs[round])),
        });
      }
    }
  }
  const memory = all.map(({ pid }) => memoryBytes(pid).resident / 2 ** 20);
  for (const [index, taker] of all.entries()) {
    rows.push({
      case: `memory with ${hosts * COLUMNS} series${taker === lines ? ', line protocol' : ''}`,
      figure: memory[index],
      unit: 'MiB',
      peer: taker.peer,
      ratio: taker.peer === undefined ? undefined : memory[0] / memory[index],
    });
  }
  return [...rows, ...weighed, ...(await weigh())];
}
