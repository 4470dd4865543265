/** What `INFO` and `CLUSTER INFO` tell, by name. */
export type Info = ReadonlyMap<string, string>;

/** `# Section` lines are left aside: no name stands in two of them. */
export function parseInfo(text: string): Info {
  const info = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0 && !line.startsWith('#')) info.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return info;
}

/** `keys=12,expires=3,avg_ttl=0` by name. */
export function parsePairs(text: string): Info {
  const pairs = text.split(',').map((pair) => pair.split('=', 2) as [string, string | undefined]);
  return new Map(pairs.map(([name, value = '']) => [name, value]));
}

/** NaN where it is not told, or is no number. */
export function numberIn(info: Info, name: string): number {
  const text = info.get(name);
  return text === undefined || text === '' ? Number.NaN : Number(text);
}

/** Numbered lines such as `slave0:` and `db12:`, with what their name says behind the word. */
export function numbered(info: Info, word: string): { key: string; pairs: Info }[] {
  const pattern = new RegExp(`^${word}(\\d+)$`);
  return [...info]
    .filter(([name]) => pattern.test(name))
    .map(([key, text]) => ({ key, pairs: parsePairs(text) }));
}
