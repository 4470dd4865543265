/** Parameters of a code as they stand in the ledger; equal ones are equal texts. */
export function jsonOf(params: Record<string, string>): string {
  const names = Object.keys(params).sort();
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, params[name]])));
}

/** Parameters as they are handed on. */
export function parsedParams(text: string): Record<string, string> {
  return text === '{}' ? {} : JSON.parse(text);
}
