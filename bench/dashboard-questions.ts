import { get, Agent as HttpAgent } from 'node:http';
import type { BenchWard } from './bench-ward.ts';
import type { Question } from './peers/store-peer.ts';
import { playAgents } from './play-agents.ts';
import { metricOf } from './played-metrics.ts';
import { cpuSeconds, untilQuiet } from './process-cost.ts';
import { percentile } from './row.ts';

export const STEP_MS = 10_000;
const HOUR_FRAMES = 360;
const DAY_FRAMES = 8_640;
const SOME_HOSTS = 200;

/** What everybody is asked, by its name in the table. */
export interface DashboardQuestion {
  question: Omit<Question, 'column'>;
  /** Of an answer that is complete. */
  points: number;
}

/** Somebody who is asked, in one of the ways in which it can be asked. */
export interface Asked {
  /** `ward` or the name of a peer, with the way where there are several. */
  name: string;
  peer: string | undefined;
  /** Whose CPU an answer costs. */
  pids: readonly number[];
  headers: Record<string, string>;
  url(question: Question): string;
  /** Points of an answer; of the question for the top, series. */
  points(body: Buffer): number;
}

/** A day of the first host; its last hour is also one of all others. */
export function spansOf(hosts: number, endMs: number): { hosts: number; frames: number; fromMs: number }[] {
  const before = DAY_FRAMES - HOUR_FRAMES;
  return [
    { hosts: 1, frames: before, fromMs: endMs - DAY_FRAMES * STEP_MS },
    { hosts, frames: HOUR_FRAMES, fromMs: endMs - HOUR_FRAMES * STEP_MS },
  ];
}

/** Ward takes a day of one host and an hour of all. */
export async function fillWard(ward: BenchWard, columns: number, endMs: number): Promise<void> {
  const players = await playAgents(ward.url, ward.agents, columns);
  for (const { hosts, ...span } of spansOf(ward.agents.length, endMs)) {
    await players.run({ mode: 'batch', agents: hosts, ...span, stepMs: STEP_MS, framesPerSecond: 0 });
  }
  players.end();
  await ward.settled();
  await untilQuiet(ward.pid);
}

/** The three questions of a dashboard: one series over a day, many over an hour, the highest of all. */
export function dashboardQuestions(hosts: number, endMs: number): Record<string, DashboardQuestion> {
  const some = Array.from({ length: Math.min(SOME_HOSTS, hosts) }, (_, host) => host);
  const hour = { fromMs: endMs - HOUR_FRAMES * STEP_MS, toMs: endMs, stepMs: STEP_MS };
  const day = { ...hour, fromMs: endMs - DAY_FRAMES * STEP_MS };
  return {
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
}

/** Ward, asked over HTTP in one of its forms; `pids` are those whose work an answer is. */
export async function wardAsked(
  ward: BenchWard,
  form: 'binary' | 'JSON',
  question: Omit<Question, 'column'>,
  pids: readonly number[] = [ward.pid],
): Promise<Asked> {
  const authorization = `Bearer ${await ward.token()}`;
  const accept = form === 'binary' ? 'application/octet-stream' : 'application/json';
  const points = form === 'binary' ? binaryPoints : jsonPoints;
  return {
    name: form,
    peer: undefined,
    pids,
    headers: { authorization, accept },
    url: (asked) => urlOf(ward, asked),
    points: (body) => points(body, question),
  };
}

function urlOf(ward: BenchWard, { hosts, column, fromMs, toMs, top }: Question): string {
  const targets = (hosts ?? []).map((host) => `&target=${ward.agents[host].target}`).join('');
  const step = top === undefined ? 'stepMs=0' : `stepMs=${toMs - fromMs}&top=${top}`;
  return `${ward.url}/api/v1/query?metric=${metricOf(column)}${targets}&from=${fromMs}&to=${toMs}&${step}&aggregation=avg`;
}

/** Nobody is praised for a short answer. */
export async function verify(
  asked: Asked,
  question: Omit<Question, 'column'>,
  expected: number,
): Promise<void> {
  const body = await fetchBody(asked, { ...question, column: 1 });
  const points = asked.points(body);
  if (points !== expected) throw new Error(`${asked.name} answered with ${points} points of ${expected}`);
}

/** Asks so many times, each time about another column: middle time in ms and CPU in ms a question. */
export async function play(
  asked: Asked,
  question: Omit<Question, 'column'>,
  columns: number,
  runs: number,
): Promise<{ p50: number; cpu: number }> {
  const timesMs: number[] = [];
  const before = cpuOf(asked);
  for (let run = 0; run < runs; run++) {
    const column = 1 + (run % (columns - 1));
    const startedMs = performance.now();
    await fetchBody(asked, { ...question, column });
    timesMs.push(performance.now() - startedMs);
  }
  return { p50: percentile(timesMs, 0.5), cpu: ((cpuOf(asked) - before) * 1000) / runs };
}

function cpuOf({ pids }: Asked): number {
  return pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
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
