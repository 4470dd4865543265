import { type BenchWard, startBenchWard } from './bench-ward.ts';
import {
  type Asked,
  dashboardQuestions,
  fillWard,
  play,
  STEP_MS,
  spansOf,
  verify,
  wardAsked,
} from './dashboard-questions.ts';
import { type Question, type StorePeer, untilTaken } from './peers/store-peer.ts';
import { startStorePeers } from './peers/store-peers.ts';
import { playPushers } from './play-pushers.ts';
import { untilQuiet } from './process-cost.ts';
import { type Benchmark, type BenchOptions, median, type Row } from './row.ts';

const HOSTS = 1_000;
const COLUMNS = 10;
const ROUNDS = 5;
/** Questions of a round; each is about another metric or another host than the one before it. */
const RUNS = 40;

export const queryBenchmark: Benchmark = {
  about:
    'queries over HTTP on the data of 1,000 hosts: a day of one series, an hour of 200, the top 10 of 1,000',
  async run(options): Promise<Row[]> {
    const { scale, say } = options;
    const hosts = Math.max(20, Math.round(HOSTS * Math.min(1, scale * 2)));
    say(`enrolling ${hosts} hosts`);
    const ward = await startBenchWard(hosts, COLUMNS);
    const peers: StorePeer[] = [];
    try {
      peers.push(...(await startStorePeers(options)));
      const endMs = Math.floor(Date.now() / STEP_MS) * STEP_MS;
      say('ward takes a day of one host and an hour of all');
      await fillWard(ward, COLUMNS, endMs);
      for (const peer of peers) await fillPeer(peer, hosts, endMs, say);
      return await measure(ward, peers, endMs, options);
    } finally {
      await Promise.all([ward, ...peers].map(({ stop }) => stop()));
    }
  },
};

async function fillPeer(
  peer: StorePeer,
  hosts: number,
  endMs: number,
  say: BenchOptions['say'],
): Promise<void> {
  say(`${peer.name} takes the same`);
  const pushers = await playPushers(peer.destination, hosts, COLUMNS);
  let samples = 0;
  for (const { hosts: some, ...span } of spansOf(hosts, endMs)) {
    const shape = { hosts: 100, frames: some === 1 ? 100 : 10, columns: COLUMNS };
    samples += (await pushers.run({ shape, hosts: some, ...span, stepMs: STEP_MS })).samples;
  }
  pushers.end();
  await untilTaken(peer, samples);
  await untilQuiet(peer.pid);
}

async function measure(
  ward: BenchWard,
  peers: StorePeer[],
  endMs: number,
  { scale, say }: BenchOptions,
): Promise<Row[]> {
  const runs = Math.max(5, Math.round(RUNS * Math.min(1, scale)));
  const rows: Row[] = [];
  for (const [name, { question, points }] of Object.entries(dashboardQuestions(ward.agents.length, endMs))) {
    say(name);
    const everybody = await everybodyFor(ward, peers, question);
    for (const asked of everybody) await verify(asked, question, points);
    const results = everybody.map(() => ({ p50: [] as number[], cpu: [] as number[] }));
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [index, asked] of everybody.entries()) {
        const { p50, cpu } = await play(asked, question, COLUMNS, runs);
        // The first round warms compilers and caches and is not counted.
        if (round === 0) continue;
        results[index].p50.push(p50);
        results[index].cpu.push(cpu);
      }
    }
    rows.push(...rowsOf(name, everybody, results));
  }
  return rows;
}

/** Ward in both of its forms, then every peer in each of its ways. */
async function everybodyFor(
  ward: BenchWard,
  peers: StorePeer[],
  question: Omit<Question, 'column'>,
): Promise<Asked[]> {
  const theirs = peers.flatMap((peer) => {
    const ways = peer.ask({ ...question, column: 1 });
    return ways.map(
      ({ way, points }, index): Asked => ({
        name: ways.length === 1 ? peer.name : `${peer.name} ${way}`,
        peer: peer.name,
        pids: [peer.pid],
        headers: {},
        url: (asked) => peer.ask(asked)[index].url,
        points: (body) => points(body.toString()),
      }),
    );
  });
  return [await wardAsked(ward, 'binary', question), await wardAsked(ward, 'JSON', question), ...theirs];
}

function rowsOf(
  name: string,
  everybody: readonly Asked[],
  results: readonly { p50: number[]; cpu: number[] }[],
): Row[] {
  const rows: Row[] = [];
  for (const figure of ['p50', 'cpu'] as const) {
    for (const [own, { name: form, peer }] of everybody.entries()) {
      if (peer !== undefined) continue;
      const what = `${name}, ${form}, ${figure === 'p50' ? 'p50' : 'CPU'}`;
      const unit = figure === 'p50' ? 'ms' : 'ms/query';
      rows.push({ case: what, figure: median(results[own][figure]), unit });
      for (const [other, { name: peerName, peer: isPeer }] of everybody.entries()) {
        if (isPeer === undefined) continue;
        const theirs = results[other][figure];
        const ratio = median(results[own][figure].map((value, round) => value / theirs[round]));
        rows.push({ case: what, figure: median(theirs), unit, peer: peerName, ratio });
      }
    }
  }
  return rows;
}
