import { columnOf } from '#probes/metrics.ts';
import type { Reading } from '#probes/probe.ts';
import type { Column } from '#protocol/schema.ts';
import type { Ignored, Sample } from './platforms/findings.ts';

/** Readings whose columns are the same objects as before as long as nothing about them changed. */
export function columnKeeper(): (samples: readonly Sample[]) => { readings: Reading[]; ignored: Ignored[] } {
  let known = new Map<string, Column>();
  return (samples) => {
    const used = new Map<string, Column>();
    const series = new Set<string>();
    const readings: Reading[] = [];
    const ignored: Ignored[] = [];
    for (const { metric, labels, value, limits } of samples) {
      const name = `${metric.name}\u0000${labels.join('\u0000')}`;
      if (series.has(name)) {
        ignored.push({ what: [metric.name, ...labels].join(' '), why: 'told twice, the first one is taken' });
        continue;
      }
      series.add(name);
      const key = `${name}\u0000${limits ? JSON.stringify(limits) : ''}`;
      const column = known.get(key) ?? { ...columnOf(metric, labels), ...(limits && { limits }) };
      used.set(key, column);
      readings.push({ column, value });
    }
    known = used;
    return { readings, ignored };
  };
}
