import { type BenchWard, startBenchWard } from './bench-ward.ts';
import { playAgents } from './play-agents.ts';
import { cpuSeconds } from './process-cost.ts';
import { type Benchmark, percentile, type Row } from './row.ts';

const HOSTS = 1_000;
const COLUMNS = 10;
const STEP_MS = 10_000;
const HOUR_FRAMES = 360;
const DAY_FRAMES = 8_640;
const RUNS = 200;

export const queryBenchmark: Benchmark = {
  about:
    'queries over HTTP on the data of 1,000 hosts: a day of one series, an hour of 200, the top 10 of 1,000',
  async run({ scale, say }): Promise<Row[]> {
    const hosts = Math.max(20, Math.round(HOSTS * Math.min(1, scale * 2)));
    say(`enrolling ${hosts} hosts`);
    const ward = await startBenchWard(hosts, COLUMNS);
    try {
      const endMs = Math.floor(Date.now() / STEP_MS) * STEP_MS;
      await fill(ward, endMs, say);
      const runs = Math.max(10, Math.round(RUNS * scale));
      const hour = `from=${endMs - HOUR_FRAMES * STEP_MS}&to=${endMs}`;
      const day = `from=${endMs - DAY_FRAMES * STEP_MS}&to=${endMs}`;
      const [first] = ward.agents;
      const some = ward.agents
        .slice(0, 200)
        .map(({ target }) => `&target=${target}`)
        .join('');
      const cases = {
        'one series, 24 h at 10 s': `metric=bench.m001&target=${first.target}&${day}&stepMs=0&aggregation=avg`,
        '200 series, 1 h at 10 s': `metric=bench.m001${some}&${hour}&stepMs=0&aggregation=avg`,
        'top 10 of all hosts by average over 1 h': `metric=bench.m001&${hour}&stepMs=${HOUR_FRAMES * STEP_MS}&aggregation=avg&top=10`,
      };
      const rows: Row[] = [];
      for (const [name, query] of Object.entries(cases)) {
        for (const accept of ['application/octet-stream', 'application/json']) {
          rows.push(
            ...(await measure(
              ward,
              `${name}, ${accept.split(/[/-]/)[1] === 'json' ? 'JSON' : 'binary'}`,
              query,
              accept,
              runs,
            )),
          );
        }
      }
      return rows;
    } finally {
      await ward.stop();
    }
  },
};

/** An hour of every host, and a day of the first. */
async function fill(ward: BenchWard, endMs: number, say: (text: string) => void): Promise<void> {
  say('a day of one host');
  const first = await playAgents(ward.url, ward.agents.slice(0, 1), COLUMNS);
  const dayBefore = endMs - DAY_FRAMES * STEP_MS;
  await first.run({
    mode: 'batch',
    frames: DAY_FRAMES,
    fromMs: dayBefore,
    stepMs: STEP_MS,
    framesPerSecond: 0,
  });
  first.end();
  say('an hour of every host');
  const others = await playAgents(ward.url, ward.agents.slice(1), COLUMNS);
  const hourBefore = endMs - HOUR_FRAMES * STEP_MS;
  await others.run({
    mode: 'batch',
    frames: HOUR_FRAMES,
    fromMs: hourBefore,
    stepMs: STEP_MS,
    framesPerSecond: 0,
  });
  others.end();
  await ward.settled();
}

async function measure(
  ward: BenchWard,
  name: string,
  query: string,
  accept: string,
  runs: number,
): Promise<Row[]> {
  const headers = { authorization: `Bearer ${await ward.token()}`, accept };
  const ask = async () => {
    const response = await fetch(`${ward.url}/api/v1/query?${query}`, { headers });
    const bytes = await response.arrayBuffer();
    if (!response.ok)
      throw new Error(`${query} answered ${response.status}: ${Buffer.from(bytes).toString()}`);
    return bytes.byteLength;
  };
  for (let run = 0; run < 20; run++) await ask();
  const timesMs: number[] = [];
  const before = cpuSeconds(ward.pid);
  for (let run = 0; run < runs; run++) {
    const startedMs = performance.now();
    await ask();
    timesMs.push(performance.now() - startedMs);
  }
  const cpu = cpuSeconds(ward.pid) - before;
  return [
    { case: `${name}, p50`, figure: percentile(timesMs, 0.5), unit: 'ms' },
    { case: `${name}, CPU`, figure: (cpu * 1000) / runs, unit: 'ms/query' },
  ];
}
