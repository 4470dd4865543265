import * as z from 'zod';
import { saidOf, shapeOf } from '#config/form-settings.ts';
import { unwrapSchema } from '#config/settings-table.ts';
import type { Call, ChannelType, Preview } from './channel.ts';
import { type Sample, sampleOf } from './samples.ts';

/** What is wrong with a configuration, by field. */
export type PreviewFaults = { path: string; message: string }[];

/**
 * What a channel of this kind and configuration would send of a made-up call, without sending. What is still missing
 * of the configuration is taken from the examples of its fields; what is there and wrong is named instead.
 */
export function previewChannel(
  type: ChannelType,
  config: Readonly<Record<string, unknown>>,
  sample: Sample,
  tone: Pick<Call, 'language' | 'zone' | 'pagesUrl'>,
  nowMs: number,
): { preview: Preview } | { faults: PreviewFaults } {
  const filled = { ...examplesOf(type, config), ...config };
  const first = type.config.safeParse(filled);
  const result = first.success
    ? first
    : type.config.safeParse({ ...filled, ...lackingOf(type, config, first.error) });
  if (!result.success) {
    return {
      faults: result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
    };
  }
  return { preview: type.preview(result.data, sampleOf(sample, nowMs, tone)) };
}

function examplesOf(type: ChannelType, config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const missing = Object.entries(shapeOf(type.config)).filter(
    ([field, schema]) =>
      config[field] === undefined &&
      (!schema.safeParse(undefined).success ||
        // Of a channel that is kept, the page does not know them either.
        (type.secrets.includes(field) && saidOf(schema).example !== undefined)),
  );
  return Object.fromEntries(missing.map(([field, schema]) => [field, exampleOf(schema)]));
}

/** What may be left out by itself, and not beside the rest. */
function lackingOf(
  type: ChannelType,
  config: Readonly<Record<string, unknown>>,
  { issues }: z.ZodError,
): Record<string, unknown> {
  const named = new Set(issues.map(({ path }) => String(path[0])));
  const lacking = Object.entries(shapeOf(type.config)).filter(
    ([field, schema]) =>
      named.has(field) && config[field] === undefined && saidOf(schema).example !== undefined,
  );
  return Object.fromEntries(lacking.map(([field, schema]) => [field, exampleOf(schema)]));
}

function exampleOf(schema: z.ZodType): unknown {
  const { inner } = unwrapSchema(schema);
  const example = saidOf(schema).example;
  const text = example === undefined ? '' : String(example);
  if (inner instanceof z.ZodArray) return [text];
  if (inner instanceof z.ZodRecord) return {};
  return inner instanceof z.ZodNumber ? Number(text) : text;
}
