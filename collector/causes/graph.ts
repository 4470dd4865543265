/*
 * The estate as a graph: what needs what to be seen, to run and to stay cool. Pure; made anew when something of it
 * has changed. People's word comes before what devices say: who has network parents is reached by them alone.
 * Nothing leads from one organisation to another, so that nobody's alerts are hidden by what they may not see.
 */
import type { Parents } from '#collector/inventory/targets.ts';

/** A target, as far as it matters for others. */
export interface EstateTarget {
  id: string;
  organisation: string;
  kind: string;
  /** Written out: the common zone has its name. */
  zone: string;
  room: string;
  parents: Parents;
}

/** All that is known of what hangs on what. */
export interface Estate {
  targets: readonly EstateTarget[];
  /** Two ends each, as neighbours tell; an end that is no target is a device that nobody watches. */
  cables: readonly (readonly [string, string])[];
  /** Virtual machine and what it runs on, as hypervisors tell. */
  hosts: readonly (readonly [machine: string, host: string])[];
  /** Agents by the machine that they run on, and the zone that they serve, if any. */
  agents: readonly { target: string; organisation: string; zone: string | null }[];
  /** Target → machine of the agent that asks it; null for one that is to be asked and that nobody asks. */
  asked: ReadonlyMap<string, string | null>;
  /** Credential by target and probe, with a space between. */
  credentials: ReadonlyMap<string, string>;
  /** The target that stands for the collector. */
  collector: string;
  /** The machine that the collector runs on, where it is known: from there host agents are seen. */
  place: string | null;
}

/** The estate, ready to be asked. */
export interface Graph {
  readonly estate: Estate;
  target(id: string): EstateTarget | undefined;
  /** Every node of the network: targets, and neighbours that nobody watches. */
  readonly nodes: readonly string[];
  /** What leads to a node, one of which is enough; none: nothing is known of its way. */
  waysTo(id: string): readonly string[];
  /** Whether its ways were given by people. */
  hasGivenWays(id: string): boolean;
  /** How much of what passes on hangs on it, by cables and as children: the middle of a network has most. */
  degree(id: string): number;
  /** What feeds it, each by itself enough. */
  feedsOf(id: string): readonly string[];
  hostsOf(id: string): readonly string[];
  /** What cools it. */
  coolersOf(id: string): readonly string[];
  /** Machines of the agents that serve a zone. */
  agentsOfZone(organisation: string, zone: string): readonly string[];
  hasAgent(id: string): boolean;
  /** From where it is seen: the machine of the agent that asks it, or the collector's. */
  vantageOf(id: string): string | null;
}

/** What passes nothing on, whatever stands beside it. Other kinds may: people name them as they like. */
const ENDS = new Set(
  (
    'server vm host database page site job ups pdu air_conditioner sensor storage server_board console ' +
    'collector printer camera'
  ).split(' '),
);

/** Reads an estate into a graph. */
export function makeGraph(estate: Estate): Graph {
  const targets = new Map(estate.targets.map((target) => [target.id, target]));
  const forwards = (id: string) => !ENDS.has(targets.get(id)?.kind ?? '');
  const cabled = cablesOf(estate, targets);
  const given = new Map<string, readonly string[]>();
  const children = new Map<string, number>();
  for (const { id } of estate.targets) {
    const ways = within(targets, id, 'network');
    if (ways.length > 0) given.set(id, ways);
    if (forwards(id)) for (const way of ways) children.set(way, (children.get(way) ?? 0) + 1);
  }
  const derivedHosts = groupedHosts(estate, targets);
  const coolersIn = coolersByRoom(estate.targets);
  const agents = new Set(estate.agents.map(({ target }) => target));
  const zones = Map.groupBy(
    estate.agents.filter(({ zone }) => zone !== null),
    ({ organisation, zone }) => `${organisation} ${zone}`,
  );
  const byCable = new Map(
    [...cabled].map(([id, others]): [string, readonly string[]] => [id, others.filter(forwards)]),
  );
  return {
    estate,
    target: (id) => targets.get(id),
    nodes: [...new Set([...targets.keys(), ...cabled.keys()])],
    waysTo: (id) => given.get(id) ?? byCable.get(id) ?? NONE,
    hasGivenWays: (id) => given.has(id),
    degree: (id) => (byCable.get(id)?.length ?? 0) + (children.get(id) ?? 0),
    feedsOf: (id) => within(targets, id, 'power'),
    hostsOf(id) {
      const said = within(targets, id, 'host');
      return said.length > 0 ? said : (derivedHosts.get(id) ?? NONE);
    },
    coolersOf(id) {
      const said = within(targets, id, 'cooling');
      const target = targets.get(id);
      return said.length > 0 || !target ? said : (coolersIn.get(roomKey(target)) ?? NONE);
    },
    agentsOfZone: (organisation, zone) =>
      zones.get(`${organisation} ${zone}`)?.map(({ target }) => target) ?? NONE,
    hasAgent: (id) => agents.has(id),
    vantageOf: (id) => (agents.has(id) ? estate.place : (estate.asked.get(id) ?? estate.place)),
  };
}

const NONE: readonly string[] = [];

/** Parents that are there, of the same organisation, and not the thing itself. */
function within(
  targets: ReadonlyMap<string, EstateTarget>,
  id: string,
  side: keyof Parents,
): readonly string[] {
  const target = targets.get(id);
  const ids = target?.parents[side] ?? NONE;
  if (!target || ids.length === 0) return NONE;
  if (
    ids.length === 1 &&
    ids[0] !== id &&
    targets.get(ids[0] as string)?.organisation === target.organisation
  )
    return ids;
  return ids.filter((parent) => parent !== id && targets.get(parent)?.organisation === target.organisation);
}

function cablesOf(estate: Estate, targets: ReadonlyMap<string, EstateTarget>): Map<string, string[]> {
  const found = new Map<string, Set<string>>();
  const add = (from: string, to: string) => {
    const known = found.get(from);
    if (known) known.add(to);
    else found.set(from, new Set([to]));
  };
  for (const [one, other] of estate.cables) {
    const [a, b] = [targets.get(one), targets.get(other)];
    if (one === other || (a && b && a.organisation !== b.organisation)) continue;
    add(one, other);
    add(other, one);
  }
  return new Map([...found].map(([id, others]) => [id, [...others]]));
}

function groupedHosts(estate: Estate, targets: ReadonlyMap<string, EstateTarget>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [machine, host] of estate.hosts) {
    const [a, b] = [targets.get(machine), targets.get(host)];
    if (!a || !b || a === b || a.organisation !== b.organisation) continue;
    found.set(machine, [...(found.get(machine) ?? []), host]);
  }
  return found;
}

function coolersByRoom(targets: readonly EstateTarget[]): Map<string, string[]> {
  const coolers = targets.filter(({ kind, room }) => kind === 'air_conditioner' && room !== '');
  return new Map([...Map.groupBy(coolers, roomKey)].map(([room, all]) => [room, all.map(({ id }) => id)]));
}

function roomKey({ organisation, room }: EstateTarget): string {
  return `${organisation} ${room}`;
}
