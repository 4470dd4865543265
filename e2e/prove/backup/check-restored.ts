import type { Ward } from '#scripts/servers/ward.ts';
import { waitFor } from '../disturb.ts';
import { columnsOf, valueAt } from '../kill-values.ts';
import type { KilledAgent } from '../killed-agent.ts';
import type { Violations } from '../violations.ts';

/** One query answers this much time, so that no limit is met however long the proof runs. */
const WINDOW_MS = 120_000;
const LEVEL_MS = 120_000;

interface Answer {
  series: { labels: Record<string, string>; timesMs: number[]; values: (number | null)[] }[];
}

/** Times of the frames that an agent has been acknowledged. */
export function acknowledged({ record }: KilledAgent): Set<number> {
  return new Set([...record.frames].flatMap(([timeMs, frame]) => (frame.acknowledged ? [timeMs] : [])));
}

/** Resolves once a collector has judged and stored what its journal holds; false when it takes too long. */
export function isLevel(ward: Ward): Promise<boolean> {
  return waitFor(LEVEL_MS, async () => {
    const text = await (await fetch(`${ward.url}/metrics`)).text();
    const read = (name: string) => Number(new RegExp(`^ward_${name}_position (\\S+)$`, 'm').exec(text)?.[1]);
    // Ticks go on; what they add meanwhile is nothing that is compared.
    return read('store') >= read('journal') - 3 && read('judging') >= read('journal') - 3;
  });
}

/**
 * Of one agent: every frame that must be there stands there once in every column, with what it held; nothing stands
 * there that was never made. Returns how many samples were compared.
 */
export async function checkRestored(
  ward: Ward,
  agent: KilledAgent,
  must: ReadonlySet<number>,
  violations: Violations,
): Promise<number> {
  const columns = columnsOf(agent.width);
  const times = [...agent.record.frames.keys()];
  const toMs = times.reduce((newest, time) => Math.max(newest, time), 0) + 1;
  let compared = 0;
  const seen = columns.map(() => new Set<number>());
  for (let fromMs = times[0] - (times[0] % WINDOW_MS); fromMs < toMs; fromMs += WINDOW_MS) {
    for (const metric of new Set(columns.map((column) => column.metric))) {
      const path = `/api/v1/query?metric=${metric}&target=${agent.target}&from=${fromMs}&to=${fromMs + WINDOW_MS}`;
      const { series } = await ward.call<Answer>('GET', `${path}&stepMs=0&aggregation=last`);
      for (const { labels, timesMs, values } of series) {
        const column = columns.findIndex(
          (one) => one.metric === metric && (one.labels.number ?? '') === (labels.number ?? ''),
        );
        for (const [index, timeMs] of timesMs.entries()) {
          const where = `agent ${agent.number}, column ${column}, ${timeMs}`;
          const made = valueAt(agent.number, column, timeMs);
          if (seen[column].has(timeMs)) violations.add('a sample stands twice', where);
          if (!agent.record.frames.has(timeMs)) violations.add('a sample that nobody made', where);
          else if (values[index] !== (Number.isNaN(made) ? null : made))
            violations.add('another value', where);
          seen[column].add(timeMs);
          compared++;
        }
      }
    }
  }
  for (const timeMs of must)
    for (const [column, stored] of seen.entries())
      if (!stored.has(timeMs))
        violations.add(
          'a sample that was acknowledged is missing',
          `agent ${agent.number}, column ${column}, ${timeMs}`,
        );
  return compared;
}
