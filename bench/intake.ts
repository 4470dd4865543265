import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchWard, startBenchWard } from './bench-ward.ts';
import { playAgents } from './play-agents.ts';
import { cpuSeconds, memoryBytes } from './process-cost.ts';
import { type Benchmark, type BenchOptions, median, type Row } from './row.ts';
import type { Load } from './simulated-agents.ts';

const AGENTS = 1_000;
const COLUMNS = 200;
const ROUNDS = 3;
const STEP_MS = 10_000;

const CASES: Record<Load['mode'], string> = {
  message: 'one frame a WebSocket message',
  post: 'one frame a POST',
  batch: '20 frames a message',
};

export const intakeBenchmark: Benchmark = {
  about:
    'samples per CPU second of the whole collector: journal with full sync, one rule a series, embedded store',
  async run(options): Promise<Row[]> {
    const agents = Math.max(10, Math.round(AGENTS * Math.min(1, options.scale * 2)));
    options.say(`enrolling ${agents} agents with ${COLUMNS} series each`);
    const ward = await startBenchWard(agents, COLUMNS);
    try {
      return await measure(ward, agents, options);
    } finally {
      await ward.stop();
    }
  },
};

async function measure(ward: BenchWard, agents: number, options: BenchOptions): Promise<Row[]> {
  const players = await playAgents(ward.url, ward.agents, COLUMNS);
  const frames = Math.max(20, Math.round(60 * options.scale));
  // The load lies in the past, so that its last frame is of about now.
  let fromMs = Date.now() - (ROUNDS + 1) * 3 * frames * STEP_MS;
  const perCpuSecond: Record<Load['mode'], number[]> = { message: [], post: [], batch: [] };
  const rates: Record<Load['mode'], number[]> = { message: [], post: [], batch: [] };
  let samples = 0;

  for (let round = 0; round <= ROUNDS; round++) {
    for (const mode of Object.keys(CASES) as Load['mode'][]) {
      const before = cpuSeconds(ward.pid);
      const done = await players.run({ mode, frames, fromMs, stepMs: STEP_MS, framesPerSecond: 0 });
      await ward.settled();
      const cpu = cpuSeconds(ward.pid) - before;
      fromMs += frames * STEP_MS;
      samples += done.frames * COLUMNS;
      const rate = (done.frames * COLUMNS) / cpu;
      options.say(
        `round ${round} ${mode}: ${(rate / 1e6).toFixed(2)} M samples per CPU second, ${((done.frames * COLUMNS) / done.seconds / 1e6).toFixed(2)} M/s on the wall`,
      );
      // The first round warms the compiler and is not counted.
      if (round === 0) continue;
      perCpuSecond[mode].push(rate);
      rates[mode].push((done.frames * COLUMNS) / done.seconds);
    }
  }
  players.end();
  const rows: Row[] = [];
  for (const [mode, name] of Object.entries(CASES) as [Load['mode'], string][]) {
    rows.push({ case: name, figure: median(perCpuSecond[mode]), unit: 'samples/CPU s' });
    rows.push({ case: `${name}, on the wall`, figure: median(rates[mode]), unit: 'samples/s' });
  }
  rows.push({
    case: `memory with ${agents * COLUMNS} series`,
    figure: memoryBytes(ward.pid).resident / 2 ** 20,
    unit: 'MiB',
  });
  await ward.restart();
  rows.push({
    case: `store after ${samples} samples`,
    figure: folderBytes(join(ward.dataDir, 'store')) / samples,
    unit: 'B/sample',
  });
  return rows;
}

/** Bytes of all files in a folder. */
export function folderBytes(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    bytes += entry.isDirectory() ? folderBytes(path) : statSync(path).size;
  }
  return bytes;
}
