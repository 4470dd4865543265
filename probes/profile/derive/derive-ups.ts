import { COLLECTIONS_TO_BELIEVE, contradictionsOf, isNoEstimate } from './contradictions.ts';
import type { KnownReadings } from './known-readings.ts';

/** A derived state or number, before it becomes a reading. */
export interface DerivedValue {
  metric: string;
  labels: readonly string[];
  value: number | string;
}

/** What is made of the readings of a UPS, and what is doubted of them. */
export interface DerivedUps {
  values: DerivedValue[];
  skipped: { what: string; why: string }[];
}

/** How often in a row each contradiction was seen, by its kind; kept from collection to collection. */
export type DoubtfulSince = Map<string, number>;

/** Makes of a UPS what its card leaves to the reader. `shutdownMinutes`: what an orderly shutdown takes. */
export function deriveUps(
  readings: KnownReadings,
  shutdownMinutes: number,
  doubts: DoubtfulSince,
): DerivedUps {
  const source = readings.word('ups.output_source');
  const seconds = readings.number('ups.seconds_on_battery');
  const values: DerivedValue[] = [];
  const skipped: DerivedUps['skipped'] = [];
  const add = (metric: string, value: number | string) => values.push({ metric, labels: [], value });

  const onBattery = isOnBattery(source, seconds);
  if (onBattery !== undefined) add('ups.on_battery', onBattery ? 'yes' : 'no');
  if (source !== undefined) add('ups.on_bypass', source === 'bypass' ? 'yes' : 'no');

  const runtime = readings.number('ups.runtime_minutes');
  const status = readings.word('ups.battery_status');
  const charge = readings.number('ups.charge_percent');
  if (isNoEstimate(source, status, charge, runtime)) {
    skipped.push({
      what: 'ups.shutdown_margin_minutes',
      why: 'the card makes no estimate: 0 on mains, with a charged battery',
    });
  } else if (runtime !== undefined) {
    add('ups.shutdown_margin_minutes', runtime - shutdownMinutes);
  }

  if (source === undefined && status === undefined) return { values, skipped };
  const believed = believedDoubts(contradictionsOf(readings), doubts);
  add('ups.contradiction', believed.length > 0 ? 'yes' : 'no');
  for (const why of believed) skipped.push({ what: 'ups.contradiction', why: why.slice(0, 200) });
  return { values, skipped };
}

/** The output says it better than the time on battery, which some cards keep after the outage. */
function isOnBattery(source: string | undefined, seconds: number | undefined): boolean | undefined {
  if (source !== undefined && source !== 'other') return source === 'battery';
  if (seconds !== undefined) return seconds > 0;
  return source === undefined ? undefined : false;
}

/** Those that stood in this and the collections before; figures in a sentence may change meanwhile. */
function believedDoubts(sentences: readonly string[], doubts: DoubtfulSince): string[] {
  const kinds = new Map(sentences.map((sentence) => [sentence.replace(/\d+(\.\d+)?/g, '#'), sentence]));
  for (const kind of doubts.keys()) if (!kinds.has(kind)) doubts.delete(kind);
  for (const kind of kinds.keys()) doubts.set(kind, (doubts.get(kind) ?? 0) + 1);
  return [...kinds]
    .filter(([kind]) => (doubts.get(kind) ?? 0) >= COLLECTIONS_TO_BELIEVE)
    .map(([, sentence]) => sentence);
}
