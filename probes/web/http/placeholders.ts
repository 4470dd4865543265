import { ProbeError } from '../../probe-error.ts';

/** How secrets and values of earlier steps are called. */
export const PLACEHOLDER_NAME = /^[a-z][a-z0-9_]{0,31}$/;

const PLACEHOLDER = /\{\{\s*([a-z][a-z0-9_]{0,31})\s*\}\}/g;

/** Puts values in the place of `{{name}}`; an unknown name is a `ProbeError`. */
export function fill(
  text: string,
  values: ReadonlyMap<string, string>,
  encode: (value: string) => string = (value) => value,
): string {
  return text.replace(PLACEHOLDER, (_all, name: string) => {
    const value = values.get(name);
    if (value !== undefined) return encode(value);
    throw new ProbeError(
      'misconfigured',
      `{{${name}}}: no secret and no value of an earlier step has this name`,
    );
  });
}

/** The same in every text within. */
export function fillAll(json: unknown, values: ReadonlyMap<string, string>): unknown {
  if (typeof json === 'string') return fill(json, values);
  if (Array.isArray(json)) return json.map((each) => fillAll(each, values));
  if (json === null || typeof json !== 'object') return json;
  return Object.fromEntries(Object.entries(json).map(([name, each]) => [name, fillAll(each, values)]));
}

/** Whether it holds any. */
export function hasPlaceholder(text: string): boolean {
  return text.search(PLACEHOLDER) >= 0;
}
