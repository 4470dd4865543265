/** What stands in braces in the request to a gateway. */
export const PLACES = [
  'phone',
  'text',
  'secret',
  'sign',
  'timestamp',
  'timestampMs',
  'time',
  'nonce',
  'id',
  'body',
] as const;
export type Place = (typeof PLACES)[number];

const PLACE = /\{([A-Za-z]+)\}/g;

/** The text with its places filled in, and the first that nobody knows. Other braces, such as those of JSON, stay. */
export function fillPlaces(
  text: string,
  values: Partial<Record<Place, string>>,
  write: (value: string) => string,
): { filled: string; unknown: string | undefined } {
  let unknown: string | undefined;
  const filled = text.replace(PLACE, (whole, name: string) => {
    if ((PLACES as readonly string[]).includes(name)) return write(values[name as Place] ?? '');
    unknown ??= name;
    return whole;
  });
  return { filled, unknown };
}

/** A value inside a string of JSON. */
export function inJson(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}
