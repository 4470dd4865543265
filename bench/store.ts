import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedStore } from '#collector/store/embedded/embedded-store.ts';
import { DEFAULT_QUERY_LIMITS, type Query, type Rows, type Store } from '#collector/store/store.ts';
import { type Schema, schemaIdentity } from '#protocol/schema.ts';
import { type Benchmark, percentile, type Row } from './row.ts';
import { SlowGauges } from './slow-gauges.ts';

const HOSTS = 1_000;
const COLUMNS = 200;
const STEP_MS = 10_000;
/** Rows of each host that are made in advance, 10 million samples; later rounds take them again at later times. */
const FRAMES = 50;
const START = Date.UTC(2026, 10, 21);

export const storeBenchmark: Benchmark = {
  about: 'the embedded store alone: samples per CPU second, bytes per sample, queries without HTTP',
  async run({ scale, say }): Promise<Row[]> {
    const folder = mkdtempSync(join(tmpdir(), 'ward-bench-store-'));
    try {
      return await benchStore(folder, scale, say);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Fills a store with the data of 1,000 hosts and asks it. */
export async function benchStore(folder: string, scale: number, say: (text: string) => void): Promise<Row[]> {
  const hosts = Math.max(20, Math.round(HOSTS * Math.min(1, scale)));
  const rows: Row[] = [];
  const schemas = Array.from({ length: hosts }, (_, host) => schemaOf(host));
  say(`making ${hosts * COLUMNS * FRAMES} samples`);
  const made = schemas.map((_, host) => framesOf(host));
  let store = await openEmbeddedStore(join(folder, 'hour'));

  say('appending');
  const samples = hosts * COLUMNS * FRAMES;
  let frame = 0;
  for (const [round, name] of ['the first 10 M samples', 'later rounds'].entries()) {
    const rounds = round === 0 ? 1 : 8;
    const before = process.cpuUsage();
    for (let repeat = 0; repeat < rounds * FRAMES; repeat++) await appendFrame(store, schemas, made, frame++);
    const appended = cpuSince(before);
    await store.flush();
    const flushed = cpuSince(before);
    rows.push({ case: `append, ${name}`, figure: (samples * rounds) / appended, unit: 'samples/CPU s' });
    rows.push({ case: `flush, ${name}`, figure: (flushed - appended) * 1000, unit: 'ms CPU' });
    if (round === 0) {
      await store.close();
      rows.push({
        case: `disk, ${name}`,
        figure: folderBytes(join(folder, 'hour')) / samples,
        unit: 'B/sample',
      });
      store = await openEmbeddedStore(join(folder, 'hour'));
    }
  }
  rows.push({
    case: `disk of raw samples, all ${((frame * hosts * COLUMNS) / 1e6).toFixed(0)} M`,
    figure: folderBytes(join(folder, 'hour')) / (frame * hosts * COLUMNS),
    unit: 'B/sample',
  });
  rows.push({
    case: 'resident memory, made samples left out',
    figure: (process.memoryUsage().rss - samples * 8) / 2 ** 20,
    unit: 'MiB',
  });

  const before = process.cpuUsage();
  while (await store.maintain(START + frame * STEP_MS));
  await store.flush();
  const rolled = cpuSince(before);
  rows.push({
    case: 'roll-ups, beside each raw sample',
    figure: (rolled * 1e9) / (frame * hosts * COLUMNS),
    unit: 'ns CPU',
  });
  rows.push({
    case: 'disk with roll-ups',
    figure: folderBytes(join(folder, 'hour')) / (frame * hosts * COLUMNS),
    unit: 'B/sample',
  });

  say('asking');
  const toMs = START + frame * STEP_MS;
  const fromMs = toMs - 3_600_000;
  const targets = schemas.slice(0, 200).map(({ target }) => target);
  const ask = (name: string, query: (run: number) => Query) => measure(store, name, query, 200 * scale);
  const metric = 'bench.m001';
  rows.push(
    ...(await ask('200 series, 1 h at 10 s', () => ({
      selector: { metric, targets },
      fromMs,
      toMs,
      stepMs: 0,
      aggregation: 'avg',
    }))),
  );
  rows.push(
    ...(await ask('top 10 of all hosts by average over 1 h', () => ({
      selector: { metric },
      fromMs,
      toMs,
      stepMs: toMs,
      aggregation: 'avg',
      top: 10,
    }))),
  );
  await store.close();

  say('a day of ten hosts');
  const day = await openEmbeddedStore(join(folder, 'day'), { recentBytes: 1 });
  for (let at = 0; at < 8_640; at++) await appendFrame(day, schemas.slice(0, 10), made, at);
  rows.push(
    ...(await measure(
      day,
      'one series, 24 h at 10 s, from disk',
      (run) => ({
        selector: {
          metric: `bench.m${String(1 + (run % COLUMNS)).padStart(3, '0')}`,
          targets: [schemas[run % 10].target],
        },
        fromMs: START,
        toMs: START + 86_400_000,
        stepMs: 0,
        aggregation: 'avg',
      }),
      200 * scale,
    )),
  );
  await day.close();
  return rows;
}

async function appendFrame(
  store: Store,
  schemas: readonly Known[],
  made: readonly Float64Array[][],
  frame: number,
): Promise<void> {
  // There and back again, so that the walk never jumps.
  const turn = frame % (2 * FRAMES);
  const at = turn < FRAMES ? turn : 2 * FRAMES - 1 - turn;
  const batch: Rows[] = schemas.map(({ schema, schemaId }, host) => ({
    schemaId,
    schema,
    timesMs: Float64Array.of(START + frame * STEP_MS + ((host * 37) % 1000)),
    values: made[host][at],
  }));
  await store.append(batch, frame + 2);
}

async function measure(
  store: Store,
  name: string,
  query: (run: number) => Query,
  runs: number,
): Promise<Row[]> {
  for (let run = 0; run < 30; run++) await store.query(query(run), DEFAULT_QUERY_LIMITS);
  const timesMs: number[] = [];
  const before = process.cpuUsage();
  const count = Math.max(10, Math.round(runs));
  for (let run = 0; run < count; run++) {
    const startedMs = performance.now();
    await store.query(query(run), DEFAULT_QUERY_LIMITS);
    timesMs.push(performance.now() - startedMs);
  }
  return [
    { case: `${name}, p50`, figure: percentile(timesMs, 0.5), unit: 'ms' },
    { case: `${name}, CPU`, figure: (cpuSince(before) * 1000) / count, unit: 'ms/query' },
  ];
}

interface Known {
  schema: Schema;
  schemaId: string;
  target: string;
}

function schemaOf(host: number): Known {
  const target = `host-${host}`;
  const columns: Schema['columns'] = Array.from({ length: COLUMNS }, (_, column) => ({
    metric: `bench.m${String(column + 1).padStart(3, '0')}`,
    labels: {},
    kind: 'gauge',
    unit: '%',
  }));
  const schema: Schema = { probe: 'bench', target, intervalMs: STEP_MS, columns };
  return { schema, schemaId: schemaIdentity(schema), target };
}

function framesOf(host: number): Float64Array[] {
  const gauges = new SlowGauges(COLUMNS, host + 1);
  return Array.from({ length: FRAMES }, () => Float64Array.from(gauges.next()));
}

function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function folderBytes(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).size;
  }
  return bytes;
}
