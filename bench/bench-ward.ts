import { setTimeout as sleep } from 'node:timers/promises';
import { startWard, type Ward } from '../scripts/servers/ward.ts';
import { hostnameOf, metricOf } from './played-metrics.ts';
import type { PlayedAgent } from './simulated-agents.ts';

/** A collector with agents enrolled and one rule on every series, as the benchmarks load it. */
export interface BenchWard extends Ward {
  agents: PlayedAgent[];
  /** Resolves when everything that was acknowledged is judged and in the store. */
  settled(): Promise<void>;
}

/** Enrols `agents` and lays one rule on each of the `columns` metrics that they send; `args` are the collector's. */
export async function startBenchWard(
  agents: number,
  columns: number,
  args: readonly string[] = [],
): Promise<BenchWard> {
  const ward = await startWard({ args });
  const played: PlayedAgent[] = [];
  for (let first = 0; first < agents; first += 20) {
    const batch = Array.from({ length: Math.min(20, agents - first) }, (_, offset) =>
      hostnameOf(first + offset),
    );
    played.push(...(await Promise.all(batch.map((hostname) => ward.enrol(hostname)))));
  }
  for (let column = 0; column < columns; column++) await layRule(ward, metricOf(column));
  return Object.defineProperty({ ...ward, agents: played, settled: () => settled(ward) }, 'pid', {
    // Another process after a restart.
    get: () => ward.pid,
  });
}

function layRule(ward: Ward, metric: string): Promise<unknown> {
  const id = metric.replace(/[._]/g, '-');
  return ward.call('PUT', `/api/v1/rules/${id}`, {
    id,
    name: { 'zh-CN': metric, en: metric },
    reason: { 'zh-CN': '', en: '' },
    watch: { metric },
    // Never violated: what is measured is judging, not telling.
    condition: { kind: 'above', threshold: 1e15 },
    severity: 'warning',
  });
}

async function settled(ward: Ward): Promise<void> {
  for (let waits = 0; waits < 1_200; waits++) {
    const [journal, judging, store] = await figures(ward, [
      'ward_journal_position',
      'ward_judging_position',
      'ward_store_position',
    ]);
    // A tick a second goes on: nobody is ever exactly at the end.
    if (journal - judging <= 2 && journal - store <= 2) return;
    await sleep(100);
  }
  throw new Error('judging and store did not catch up within two minutes');
}

/** Values of unlabelled metrics on the collector's own `/metrics`. */
export async function figures(ward: Ward, names: readonly string[]): Promise<number[]> {
  const response = await fetch(`${ward.url}/metrics`, {
    headers: { authorization: `Bearer ${await ward.token()}` },
  });
  const text = await response.text();
  return names.map((name) => {
    const line = text.match(new RegExp(`^${name} (\\S+)$`, 'm'));
    if (!line) throw new Error(`the collector's metrics have no ${name}`);
    return Number(line[1]);
  });
}
