/** The word behind the number of a state; null for a number that has none. */
export function wordOf(
  states: Readonly<Record<string, { code: number }>>,
  code: number | undefined,
): string | null {
  for (const [word, state] of Object.entries(states)) if (state.code === code) return word;
  return null;
}
