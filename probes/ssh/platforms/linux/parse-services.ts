/** States of units by name, from `systemctl list-units --no-legend`; a mark may stand before the name. */
export function parseServices(text: string): Map<string, string> {
  const states = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, active] =
      /^\s*(?:[^\w\s]\s+)?([^\s.][^\s]*\.[a-z]+)\s+\S+\s+([a-z]+)\s+\S+/.exec(line) ?? [];
    if (name !== undefined && active !== undefined) states.set(name, active);
  }
  return states;
}
