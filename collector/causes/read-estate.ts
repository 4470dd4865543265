import { hostname } from 'node:os';
import { type Agent, ANY_ZONE, servesZone } from '#collector/inventory/agents.ts';
import type { KeptRecord } from '#collector/inventory/records.ts';
import type { Target, Targets } from '#collector/inventory/targets.ts';
import { FULL_SCOPE, type Scope } from '#collector/people/caller.ts';
import { DEFAULT_ORGANISATION } from '#collector/people/organisations.ts';
import type { Plan } from '#collector/polling/assign.ts';
import { zoneOf } from '#collector/polling/distribute.ts';
import { buildTopology } from '#collector/topology/build-topology.ts';
import { devicesOf, NEIGHBOURS_KIND } from '#collector/topology/devices.ts';
import type { Estate } from './graph.ts';

/** Inventories read of one device: each of its probes may bring one. */
const INVENTORIES_PER_DEVICE = 4;
/** What a hypervisor tells of its machines, by their names. */
const MACHINES = 'vm.power';

/** Where all that is known of the estate comes from. */
export interface EstateSources {
  targets: Pick<Targets, 'list' | 'byHost'>;
  agents: { list(scope: Scope, cursor: string, limit: number): Promise<Agent[]> };
  records: {
    ofKind(kind: string): Promise<KeptRecord[]>;
    list(targets: readonly string[], kind: string, after: undefined, limit: number): Promise<KeptRecord[]>;
  };
  plan(): Plan;
  newest(
    metric: string,
    targets: ReadonlySet<string>,
  ): { target: string; labels: Readonly<Record<string, string>> }[];
  /** The target that stands for the collector. */
  collector: string;
}

/** Reads the estate as it is now. */
export async function readEstate(sources: EstateSources): Promise<Estate> {
  const { plan, collector } = sources;
  const targets = sources.targets.list(FULL_SCOPE, undefined, Number.MAX_SAFE_INTEGER, () => true);
  const agents = (await sources.agents.list(FULL_SCOPE, '', Number.MAX_SAFE_INTEGER)).filter(
    ({ withdrawnAtMs }) => withdrawnAtMs === null,
  );
  const machineOf = new Map(agents.map(({ id, target }) => [id, target]));
  const { owners, polls } = plan();
  const asked = new Map<string, string | null>();
  const credentials = new Map<string, string>();
  for (const [target, ofTarget] of polls) {
    asked.set(target, machineOf.get(owners.get(target) ?? '') ?? null);
    for (const { probe, credential } of ofTarget)
      if (credential !== null) credentials.set(`${target} ${probe}`, credential);
  }
  return {
    targets: targets.map(({ id, organisation, kind, zone, room, parents }) => ({
      id,
      organisation,
      kind,
      zone: zoneOf(zone),
      room,
      parents,
    })),
    cables: await readCables(sources, targets),
    hosts: machinesOf(sources, targets),
    agents: agents.map((agent) => ({
      target: agent.target,
      organisation: agent.organisation,
      zone: servesZone(agent) ? zoneOf(agent.zone ?? '') : null,
    })),
    asked,
    credentials,
    collector,
    place: placeOf(sources, agents),
  };
}

/** The machine beside the collector: its agent may serve every zone, and calls itself as this machine does. */
function placeOf({ targets }: EstateSources, agents: readonly Agent[]): string | null {
  const here = targets.byHost(DEFAULT_ORGANISATION, hostname())?.id;
  const isHere = ({ target, allowedZone }: Agent) => target === here && allowedZone === ANY_ZONE;
  return here !== undefined && agents.some(isHere) ? here : null;
}

async function readCables({ records }: EstateSources, targets: readonly Target[]): Promise<Estate['cables']> {
  const neighbours = Map.groupBy(await records.ofKind(NEIGHBOURS_KIND), ({ target }) => target);
  if (neighbours.size === 0) return [];
  const tellers = [...neighbours.keys()];
  const inventories = await records.list(
    tellers,
    'inventory',
    undefined,
    tellers.length * INVENTORIES_PER_DEVICE,
  );
  const cables: (readonly [string, string])[] = [];
  // Names and addresses mean something within one organisation only.
  for (const [organisation, own] of Map.groupBy(targets, (target) => target.organisation)) {
    const told = own.flatMap(({ id }) => neighbours.get(id) ?? []);
    if (told.length === 0) continue;
    const nameOf = ({ node }: { node: string }) =>
      node.startsWith('unknown ') ? `${organisation} ${node}` : node;
    for (const { from, to } of buildTopology(devicesOf(own, told, inventories)).edges)
      cables.push([nameOf(from), nameOf(to)]);
  }
  return cables;
}

/** Virtual machines that are targets themselves, found by a name that only one target of the organisation has. */
function machinesOf({ newest }: EstateSources, targets: readonly Target[]): Estate['hosts'] {
  const told = newest(MACHINES, new Set(targets.map(({ id }) => id)));
  if (told.length === 0) return [];
  const byName = new Map<string, string | null>();
  const organisationOf = new Map(targets.map(({ id, organisation }) => [id, organisation]));
  for (const { id, organisation, name, host } of targets) {
    for (const called of new Set([name, host].map((text) => plain(organisation, text)))) {
      byName.set(called, byName.has(called) ? null : id);
    }
  }
  return told.flatMap(({ target, labels }) => {
    const machine = byName.get(plain(organisationOf.get(target) ?? '', labels.vm ?? ''));
    return machine && labels.vm ? [[machine, target] as const] : [];
  });
}

function plain(organisation: string, name: string): string {
  return `${organisation} ${name.toLowerCase()}`;
}
