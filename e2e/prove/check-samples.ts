/*
 * Sample by sample: what agents made beside what the store answers.
 */
import type { Ward } from '#scripts/servers/ward.ts';
import { columnsOf, valueAt } from './kill-values.ts';
import type { KilledAgent } from './killed-agent.ts';
import type { Violations } from './violations.ts';

/** One query answers this much time, so that no limit is met however long the proof runs. */
const WINDOW_MS = 120_000;
const COUNT_STEPS_MS = [10_000, 60_000];

interface Answer {
  series: { labels: Record<string, string>; timesMs: number[]; values: (number | null)[] }[];
}

/** What was found of one agent. */
export interface StoredFrames {
  /** Times of its frames that the store has. */
  timesMs: ReadonlySet<number>;
  samples: number;
}

/** Compares every sample of an agent with what it made, and every count with the samples. */
export async function checkSamples(
  ward: Ward,
  agent: KilledAgent,
  violations: Violations,
): Promise<StoredFrames> {
  const times = [...agent.record.frames.keys()];
  const columns = columnsOf(agent.width);
  const stored = new Set<number>();
  let samples = 0;
  const [fromMs, toMs] = [times[0], (times.at(-1) as number) + 1];
  const firstMs = fromMs - (fromMs % WINDOW_MS);
  for (let windowMs = firstMs; windowMs < toMs; windowMs += WINDOW_MS) {
    for (const metric of new Set(columns.map((column) => column.metric))) {
      const ask = async (stepMs: number, aggregation: string) => {
        const query = `metric=${metric}&target=${agent.target}&from=${windowMs}&to=${windowMs + WINDOW_MS}`;
        const path = `/api/v1/query?${query}&stepMs=${stepMs}&aggregation=${aggregation}`;
        return (await ward.call<Answer>('GET', path)).series;
      };
      const found = await ask(0, 'last');
      for (const series of found) {
        const column = columnOf(columns, metric, series.labels);
        samples += series.values.filter((value) => value !== null).length;
        checkSeries(agent, column, series, stored, violations);
      }
      for (const stepMs of COUNT_STEPS_MS)
        checkCounts(agent, metric, found, await ask(stepMs, 'count'), stepMs, violations);
    }
  }
  checkFrames(agent, stored, violations);
  for (const line of agent.record.damaged) violations.add('an outbox took for damaged what was not', line);
  return { timesMs: stored, samples };
}

function columnOf(columns: ReturnType<typeof columnsOf>, metric: string, labels: Record<string, string>) {
  return columns.findIndex(
    (column) => column.metric === metric && (column.labels.number ?? '') === (labels.number ?? ''),
  );
}

/** Each stored sample was made, once, with this value; each that had to be there is. */
function checkSeries(
  { number, record }: KilledAgent,
  column: number,
  { timesMs, values }: Answer['series'][number],
  stored: Set<number>,
  violations: Violations,
): void {
  let beforeMs = 0;
  for (const [index, timeMs] of timesMs.entries()) {
    const where = `agent ${number}, column ${column}, ${timeMs}`;
    if (timeMs <= beforeMs) violations.add('a sample stands twice', where);
    beforeMs = timeMs;
    const made = valueAt(number, column, timeMs);
    const expected = Number.isNaN(made) ? null : made;
    if (!record.frames.has(timeMs)) violations.add('a sample that nobody made', where);
    else if (values[index] !== expected)
      violations.add('another value', `${where}: ${values[index]} instead of ${expected}`);
    stored.add(timeMs);
  }
  const here = new Set(timesMs);
  for (const timeMs of stored) {
    if (timeMs < timesMs[0] || timeMs > (timesMs.at(-1) as number) || here.has(timeMs)) continue;
    // A store may leave out what was not read.
    if (!Number.isNaN(valueAt(number, column, timeMs)))
      violations.add('a frame without one of its samples', `agent ${number}, column ${column}, ${timeMs}`);
  }
}

function checkCounts(
  { number }: KilledAgent,
  metric: string,
  samples: Answer['series'],
  counts: Answer['series'],
  stepMs: number,
  violations: Violations,
): void {
  for (const { labels, timesMs, values } of samples) {
    const expected = new Map<number, number>();
    for (const [index, timeMs] of timesMs.entries()) {
      if (values[index] === null) continue;
      const bin = timeMs - (timeMs % stepMs);
      expected.set(bin, (expected.get(bin) ?? 0) + 1);
    }
    const found = counts.find((series) => series.labels.number === labels.number);
    for (const [index, bin] of (found?.timesMs ?? []).entries()) {
      const count = expected.get(bin) ?? 0;
      expected.delete(bin);
      if (found?.values[index] === count) continue;
      const where = `agent ${number}, ${metric} ${labels.number ?? ''}, ${bin} by ${stepMs} ms`;
      violations.add('a count that differs', `${where}: ${found?.values[index]} of ${count} samples`);
    }
    for (const bin of expected.keys())
      violations.add('a count that is missing', `agent ${number}, ${metric}, ${bin} by ${stepMs} ms`);
  }
}

function checkFrames({ number, record }: KilledAgent, stored: ReadonlySet<number>, violations: Violations) {
  for (const { timeMs, sequence, acknowledged, kept, lost, refused } of record.frames.values()) {
    const where = `agent ${number}, sequence ${sequence}, ${timeMs}`;
    if (refused) violations.add('a frame was refused', where);
    if (stored.has(timeMs)) continue;
    if (acknowledged) violations.add('an acknowledged frame is not stored', where);
    else if (kept && !lost) violations.add('a frame that the outbox kept is not stored', where);
  }
}
