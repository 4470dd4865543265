import type { MetricDefinition, MetricKind } from '#protocol/metric.ts';
import probeWords from '#protocol/vocabulary/probe-words.json' with { type: 'json' };
import { vocabulary } from '#protocol/vocabulary/vocabulary.ts';

type Meaning = MetricDefinition['meaning'];

const meanings = new Map<string, Meaning>([
  ...Object.entries(probeWords.metrics as Record<string, { meaning: Meaning }>).map(
    ([metric, { meaning }]) => [metric, meaning] as const,
  ),
  ...vocabulary.map(({ name, meaning }) => [name, meaning] as const),
]);
const definitions = new Map(vocabulary.map((definition) => [definition.name, definition]));

/** What a metric means, in both languages; undefined where nobody defined it. */
export function meaningOf(metric: string): Meaning | undefined {
  return meanings.get(metric);
}

/** Kind and unit as defined; undefined where nobody did. */
export function definitionOf(metric: string): { kind: MetricKind; unit: string } | undefined {
  return definitions.get(metric);
}
