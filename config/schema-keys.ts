import type * as z from 'zod';

type AnySchema = z.core.$ZodType;

/** The keys that the map at `path` may have, over all alternatives that the schema names there. */
export function keysAt(schema: AnySchema, path: readonly PropertyKey[], value: unknown): string[] {
  let candidates = alternatives(schema);
  let at = value;
  for (const part of path) {
    candidates = candidates.flatMap((each) => alternatives(child(each, part)));
    at = (at as Record<PropertyKey, unknown> | undefined)?.[part];
  }
  const maps = candidates.filter((each) => definition(each).type === 'object');
  const named = maps.filter((each) => literalsFit(each, at));
  const keys = (named.length > 0 ? named : maps).flatMap((each) => Object.keys(definition(each).shape ?? {}));
  return [...new Set(keys)];
}

/** Inside one of several alternatives only the one that the written `type: x` chooses counts. */
function literalsFit(schema: AnySchema, value: unknown): boolean {
  return Object.entries(definition(schema).shape ?? {}).every(([key, each]) => {
    const { type, values } = definition(each);
    return type !== 'literal' || (values ?? []).includes((value as Record<string, unknown> | null)?.[key]);
  });
}

/** What Zod keeps about a schema, as far as it is needed to walk down into it. */
interface Definition {
  type: string;
  shape?: Record<string, AnySchema>;
  innerType?: AnySchema;
  in?: AnySchema;
  left?: AnySchema;
  right?: AnySchema;
  options?: readonly AnySchema[];
  element?: AnySchema;
  valueType?: AnySchema;
  items?: readonly AnySchema[];
  getter?: () => AnySchema;
  values?: readonly unknown[];
}

function definition(schema: AnySchema): Definition {
  return schema._zod.def as unknown as Definition;
}

function child(schema: AnySchema, part: PropertyKey): AnySchema | undefined {
  const { shape, element, valueType, items } = definition(schema);
  return shape?.[String(part)] ?? element ?? valueType ?? items?.[Number(part)];
}

/** The schemas behind wrappers, unions and intersections. */
function alternatives(schema: AnySchema | undefined): AnySchema[] {
  if (schema === undefined) return [];
  const { innerType, in: input, left, right, options, getter } = definition(schema);
  const behind = [innerType, input, left, right, getter?.(), ...(options ?? [])].filter(
    (each) => each !== undefined,
  );
  return behind.length === 0 ? [schema] : behind.flatMap(alternatives);
}
