/** An agent that can be given targets. */
export interface Poller {
  agent: string;
  organisation: string;
  zone: string;
}

/** Something to be asked. */
export interface Polled {
  id: string;
  organisation: string;
  zone: string;
}

/** A target without a zone, and the agent beside the collector, belong to this one. */
export const COMMON_ZONE = 'default';

/** The zone that a written one means. */
export function zoneOf(written: string): string {
  return written === '' ? COMMON_ZONE : written;
}

/**
 * Which agent asks which target: exactly one of its zone and organisation, by rendezvous hashing, so that an agent
 * that comes or goes moves its own share and nothing else. Targets whose zone has no agent are in no list.
 */
export function distribute(targets: Iterable<Polled>, pollers: readonly Poller[]): Map<string, string[]> {
  const shares = new Map<string, string[]>(pollers.map(({ agent }) => [agent, []]));
  const ofZone = Map.groupBy(pollers, ({ organisation, zone }) => zoneKey(organisation, zone));
  for (const { id, organisation, zone } of targets) {
    const candidates = ofZone.get(zoneKey(organisation, zoneOf(zone)));
    if (candidates) shares.get(chosen(id, candidates))?.push(id);
  }
  return shares;
}

/** Tells zones of different organisations apart. */
export function zoneKey(organisation: string, zone: string): string {
  return `${organisation} ${zone}`;
}

/** The agent with the highest weight; of two equal ones the first by id, in whatever order they are given. */
export function chosen(target: string, candidates: readonly { agent: string }[]): string {
  let best = '';
  let bestWeight = -1;
  for (const { agent } of candidates) {
    const weight = hash(`${agent} ${target}`);
    if (weight < bestWeight || (weight === bestWeight && agent > best)) continue;
    best = agent;
    bestWeight = weight;
  }
  return best;
}

/** FNV-1a with the finish of MurmurHash3, which spreads texts that differ in one place only. 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
