import { get, Agent as HttpAgent } from 'node:http';
import { type BenchWard, startBenchWard } from './bench-ward.ts';
import { type Question, type StorePeer, untilTaken } from './peers/store-peer.ts';
import { startStorePeers } from './peers/store-peers.ts';
import { playAgents } from './play-agents.ts';
import { playPushers } from './play-pushers.ts';
import { metricOf } from './played-metrics.ts';
import { cpuSeconds, untilQuiet } from './process-cost.ts';
import { type Benchmark, type BenchOptions, median, percentile, type Row } from './row.ts';

const HOSTS = 1_000;
const COLUMNS = 10;
const STEP_MS = 10_000;
const HOUR_FRAMES = 360;
const DAY_FRAMES = 8_640;
const SOME_HOSTS = 200;
const ROUNDS = 5;
/** Questions of a round; each is about another metric or another host than the one before it. */
const RUNS = 40;

/** Somebody who is asked, in one of the ways in which it can be asked. */
interface Asked {
  /** `ward` or the name of a peer, with the way where there are several. */
  name: string;
  peer: string | undefined;
  pid: number;
  headers: Record<string, string>;
  url(question: Question): string;
  /** Points of an answer; of the question for the top, series. */
  points(body: Buffer): number;
}

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
      await fillWard(ward, endMs, say);
      for (const peer of peers) await fillPeer(peer, hosts, endMs, say);
      return await measure(ward, peers, endMs, options);
    } finally {
      await Promise.all([ward, ...peers].map(({ stop }) => stop()));
    }
  },
};

/** A day of the first host; its last hour is also one of all others. */
function spansOf(hosts: number, endMs: number): { hosts: number; frames: number; fromMs: number }[] {
  const before = DAY_FRAMES - HOUR_FRAMES;
  return [
    { hosts: 1, frames: before, fromMs: endMs - DAY_FRAMES * STEP_MS },
    { hosts, frames: HOUR_FRAMES, fromMs: endMs - HOUR_FRAMES * STEP_MS },
  ];
}

async function fillWard(ward: BenchWard, endMs: number, say: BenchOptions['say']): Promise<void> {
  say('ward takes a day of one host and an hour of all');
  const players = await playAgents(ward.url, ward.agents, COLUMNS);
  for (const { hosts, ...span } of spansOf(ward.agents.length, endMs)) {
    await players.run({ mode: 'batch', agents: hosts, ...span, stepMs: STEP_MS, framesPerSecond: 0 });
  }
  players.end();
  await ward.settled();
  await untilQuiet(ward.pid);
}

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
  const hosts = ward.agents.length;
  const some = Array.from({ length: Math.min(SOME_HOSTS, hosts) }, (_, host) => host);
  const hour = { fromMs: endMs - HOUR_FRAMES * STEP_MS, toMs: endMs, stepMs: STEP_MS };
  const day = { ...hour, fromMs: endMs - DAY_FRAMES * STEP_MS };
  const cases: Record<string, { question: Omit<Question, 'column'>; points: number }> = {
    'one series, 24 h at 10 s': {
      question: { ...day, hosts: [0], top: undefined },
      points: DAY_FRAMES,
    },
    [`${some.length} series, 1 h at 10 s`]: {
      question: { ...hour, hosts: some, top: undefined },
      points: some.length * HOUR_FRAMES,
    },
    [`top 10 of ${hosts} hosts by average over 1 h`]: {
      question: { ...hour, hosts: undefined, top: 10 },
      points: 10,
    },
  };
  const runs = Math.max(5, Math.round(RUNS * Math.min(1, scale)));
  const rows: Row[] = [];
  for (const [name, { question, points }] of Object.entries(cases)) {
    say(name);
    const everybody = await everybodyFor(ward, peers, question);
    for (const asked of everybody) await verify(asked, question, points);
    const results = everybody.map(() => ({ p50: [] as number[], cpu: [] as number[] }));
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [index, asked] of everybody.entries()) {
        const { p50, cpu } = await play(asked, question, runs);
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
  const authorization = `Bearer ${await ward.token()}`;
  const own = (name: string, accept: string, points: typeof binaryPoints): Asked => ({
    name,
    peer: undefined,
    pid: ward.pid,
    headers: { authorization, accept },
    url: (asked) => urlOf(ward, asked),
    points: (body) => points(body, question),
  });
  const theirs = peers.flatMap((peer) => {
    const ways = peer.ask({ ...question, column: 1 });
    return ways.map(
      ({ way, points }, index): Asked => ({
        name: ways.length === 1 ? peer.name : `${peer.name} ${way}`,
        peer: peer.name,
        pid: peer.pid,
        headers: {},
        url: (asked) => peer.ask(asked)[index].url,
        points: (body) => points(body.toString()),
      }),
    );
  });
  return [
    own('binary', 'application/octet-stream', binaryPoints),
    own('JSON', 'application/json', jsonPoints),
    ...theirs,
  ];
}

function urlOf(ward: BenchWard, { hosts, column, fromMs, toMs, top }: Question): string {
  const targets = (hosts ?? []).map((host) => `&target=${ward.agents[host].target}`).join('');
  const step = top === undefined ? 'stepMs=0' : `stepMs=${toMs - fromMs}&top=${top}`;
  return `${ward.url}/api/v1/query?metric=${metricOf(column)}${targets}&from=${fromMs}&to=${toMs}&${step}&aggregation=avg`;
}

async function verify(asked: Asked, question: Omit<Question, 'column'>, expected: number): Promise<void> {
  const body = await fetchBody(asked, { ...question, column: 1 });
  const points = asked.points(body);
  if (points !== expected) throw new Error(`${asked.name} answered with ${points} points of ${expected}`);
}

async function play(
  asked: Asked,
  question: Omit<Question, 'column'>,
  runs: number,
): Promise<{ p50: number; cpu: number }> {
  const timesMs: number[] = [];
  const before = cpuSeconds(asked.pid);
  for (let run = 0; run < runs; run++) {
    const column = 1 + (run % (COLUMNS - 1));
    const startedMs = performance.now();
    await fetchBody(asked, { ...question, column });
    timesMs.push(performance.now() - startedMs);
  }
  return { p50: percentile(timesMs, 0.5), cpu: ((cpuSeconds(asked.pid) - before) * 1000) / runs };
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

const agent = new HttpAgent({ keepAlive: true, maxSockets: 1 });

/** As cheap as a client can be, so that it is the server that is measured. */
function fetchBody(asked: Asked, question: Question): Promise<Buffer> {
  const url = asked.url(question);
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, headers: asked.headers, timeout: 60_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const body = Buffer.concat(chunks);
        if (response.statusCode === 200) resolve(body);
        else reject(new Error(`${asked.name} answered ${response.statusCode}: ${body}`));
      });
    });
    request.on('timeout', () => request.destroy(new Error(`${asked.name} did not answer within a minute`)));
    request.on('error', reject);
  });
}

function binaryPoints(body: Buffer, { top }: Pick<Question, 'top'>): number {
  const head = body.subarray(8, 8 + body.readUInt32LE(4)).toString();
  const { series }: { series: { points: number }[] } = JSON.parse(head);
  return top === undefined ? series.reduce((sum, { points }) => sum + points, 0) : series.length;
}

function jsonPoints(body: Buffer, { top }: Pick<Question, 'top'>): number {
  const { series }: { series: { values: unknown[] }[] } = JSON.parse(body.toString());
  return top === undefined ? series.reduce((sum, { values }) => sum + values.length, 0) : series.length;
}
