import * as z from 'zod';
import type { CatalogueSetting } from '#protocol/probe-catalogue.ts';
import { unwrapSchema } from './settings-table.ts';

/** A text that may be so long has more lines than one. */
const LONG_CHARS = 8_192;

/** The fields of a configuration, also of one with checks around it. */
export function shapeOf(schema: z.ZodType): Record<string, z.ZodType> {
  const { inner } = unwrapSchema(schema);
  if (inner instanceof z.ZodPipe) return shapeOf(inner.def.in as z.ZodType);
  return inner instanceof z.ZodObject ? (inner.shape as Record<string, z.ZodType>) : {};
}

/** One field, with what it says of itself: `.describe()` in English, `.meta({ 'zh-CN', example })`. */
export function settingOf(name: string, schema: z.ZodType): CatalogueSetting {
  const { inner, fallback } = unwrapSchema(schema);
  const meta = saidOf(schema);
  const form = formOf(inner, String(meta.allowed ?? ''));
  const limits =
    inner instanceof z.ZodNumber ? { min: finite(inner.minValue), max: finite(inner.maxValue) } : {};
  return {
    name,
    form,
    ...(inner instanceof z.ZodEnum && { choices: choicesOf(inner) }),
    ...limits,
    ...(fallback !== undefined && { default: fallback }),
    ...(form === 'list' && hasNumbers(inner) && { ofNumbers: true }),
    ...(inner instanceof z.ZodString && (inner.maxLength ?? 0) >= LONG_CHARS && { isLong: true }),
    ...(meta.example !== undefined && { example: String(meta.example) }),
    isNeeded: !schema.safeParse(undefined).success,
    meaning: {
      'zh-CN': String(meta['zh-CN'] ?? meta.description ?? ''),
      en: String(meta.description ?? meta.allowed ?? ''),
    },
  };
}

/** What a schema says of itself beside its type, wherever in its chain. */
export function saidOf(schema: z.ZodType): Record<string, unknown> {
  return { ...unwrapSchema(schema).inner.meta(), ...schema.meta() };
}

/** As they were written, but for versions: a program puts names that are numbers before the others. */
function choicesOf({ options }: z.ZodEnum): string[] {
  const choices = options.map(String);
  return choices.every((choice) => /^\d/.test(choice)) ? choices.sort() : choices;
}

function hasNumbers(list: z.ZodType): boolean {
  return list instanceof z.ZodArray && unwrapSchema(list.element as z.ZodType).inner instanceof z.ZodNumber;
}

function formOf(schema: z.ZodType, allowed: string): CatalogueSetting['form'] {
  if (schema instanceof z.ZodEnum) return 'choice';
  if (schema instanceof z.ZodBoolean) return 'switch';
  if (schema instanceof z.ZodNumber) return 'number';
  if (isText(schema)) return 'text';
  if (schema instanceof z.ZodArray) {
    const { inner } = unwrapSchema(schema.element as z.ZodType);
    return isText(inner) || inner instanceof z.ZodNumber || inner instanceof z.ZodEnum ? 'list' : 'structure';
  }
  if (allowed.startsWith('duration')) return 'duration';
  return schema instanceof z.ZodPipe ? 'text' : 'structure';
}

/** Addresses are texts of a class of their own, and what may be empty is one of two. */
function isText(schema: z.ZodType): boolean {
  if (schema instanceof z.ZodUnion) return schema.options.every((option) => isText(option as z.ZodType));
  const { def } = schema;
  return def.type === 'string' || (schema instanceof z.ZodLiteral && typeof schema.value === 'string');
}

function finite(value: number | null | undefined): number | undefined {
  return value !== null && value !== undefined && Number.isFinite(value) && Math.abs(value) < 2 ** 53
    ? value
    : undefined;
}
