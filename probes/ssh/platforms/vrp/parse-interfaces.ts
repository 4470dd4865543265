import type { Port } from '../describe.ts';

/**
 * `display interface brief`: members of a trunk are indented below it, a name may carry its speed or a mark in
 * brackets, and the state a sign before it.
 */
export function parseInterfaces(text: string): Port[] {
  const ports = new Map<string, Port>();
  let isTable = false;
  for (const line of text.split('\n')) {
    if (/^\s*Interface\s+PHY\b/i.test(line)) isTable = true;
    if (!isTable) continue;
    const [, name = '', speed, phy = '', rest = ''] =
      /^\s*([A-Za-z\d][\w./:-]*\d[\w./:-]*?)(?:\((\d+)G\)|\([a-z]\))?\s+([*^!#]?(?:up|down)(?:\([a-zA-Z]+\))?)\s+(.*)$/i.exec(
        line,
      ) ?? [];
    if (name === '' || ports.has(name)) continue;
    const counters = /\s(\d+)\s+(\d+)\s*$/.exec(rest);
    ports.set(name, {
      name,
      alias: '',
      state: stateOf(phy),
      ...(speed !== undefined && { mbits: Number(speed) * 1_000 }),
      ...(counters && { errorsIn: Number(counters[1]), errorsOut: Number(counters[2]) }),
    });
  }
  return [...ports.values()];
}

/** `*down`: shut by people; `^down`: stands by; `!down`, `#down` and the letters behind: kept down by a protocol. */
function stateOf(phy: string): Port['state'] {
  if (phy.startsWith('*')) return 'disabled';
  if (phy.startsWith('^')) return 'other';
  return /^up/i.test(phy) ? 'up' : 'down';
}
