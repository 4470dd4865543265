/*
 * What neighbours say of each other becomes a map. A neighbour is the target that has its chassis id, its management
 * address, or its name; what matches nobody is a node of its own, so that the map shows what is not watched.
 */

/** One line of a `neighbours` record. */
export interface Neighbour {
  localPort: string;
  chassis: string;
  port: string;
  name: string;
  description: string;
}

/** A target that knows its neighbours, or may be one. */
export interface Device {
  target: string;
  name: string;
  /** As it calls itself. */
  host: string;
  address: string;
  kind: string;
  /** Its own chassis ids and MAC addresses, as far as they are known. */
  chassis: readonly string[];
  neighbours: readonly Neighbour[];
  /** When its neighbours were told, UTC ms; null when they never were. */
  toldAtMs: number | null;
}

/** A device on the map. */
export interface TopologyNode {
  /** Of the target; of what is not watched a name made of what its neighbours say. */
  id: string;
  /** Null for what is not watched. */
  target: string | null;
  name: string;
  kind: string;
  address: string;
  description: string;
}

/** A cable, as far as the two ends say. */
export interface TopologyEdge {
  from: { node: string; port: string };
  to: { node: string; port: string };
  /** Whether both ends name each other. */
  seenBy: 'both' | 'one';
  toldAtMs: number | null;
}

export interface Topology {
  nodes: TopologyNode[];
  edges: TopologyEdge[];
}

/** The map of these devices; devices without any cable are left out. */
export function buildTopology(devices: readonly Device[]): Topology {
  const find = finder(devices);
  const nodes = new Map<string, TopologyNode>();
  const cables = new Map<string, Cable[]>();
  for (const device of devices) {
    for (const neighbour of device.neighbours) {
      const other = find(neighbour);
      if (other === device) continue;
      const here = node(nodes, watched(device));
      const there = node(nodes, other ? watched(other) : stranger(device, neighbour));
      const pair = [here, there].sort().join(' ');
      const between = cables.get(pair) ?? [];
      cables.set(pair, between);
      lay(between, { node: here, port: neighbour.localPort }, { node: there, port: neighbour.port }, device);
    }
  }
  for (const between of cables.values()) mergeTheOnlyTwo(between);
  return {
    nodes: [...nodes.values()].sort(by(({ name, id }) => `${name} ${id}`)),
    edges: [...cables.values()]
      .flat()
      .map(toEdge)
      .sort(by(({ from, to }) => `${from.node} ${from.port} ${to.node} ${to.port}`)),
  };
}

/** One end of a cable; `own` is what the device itself calls the port, `told` what the other end calls it. */
interface End {
  node: string;
  own: string | undefined;
  told: string | undefined;
}

interface Cable {
  ends: [End, End];
  toldAtMs: number | null;
}

/** A cable as one end tells it: a new one, or one that is known from an earlier line. */
function lay(
  between: Cable[],
  here: { node: string; port: string },
  there: { node: string; port: string },
  { toldAtMs }: Device,
): void {
  const known = between.find(({ ends }) => {
    const [a, b] = ends[0].node === here.node ? ends : [ends[1], ends[0]];
    return isPort(a, here.port) || isPort(b, there.port);
  });
  if (!known) {
    const ends: Cable['ends'] = [
      { node: here.node, own: here.port, told: undefined },
      { node: there.node, own: undefined, told: there.port },
    ];
    between.push({ ends, toldAtMs });
    return;
  }
  const [a, b] = known.ends[0].node === here.node ? known.ends : [known.ends[1], known.ends[0]];
  a.own ??= here.port;
  b.told ??= there.port;
  known.toldAtMs = Math.max(known.toldAtMs ?? 0, toldAtMs ?? 0) || null;
}

/** Two ends that call each other's ports by other names, as by an address: where there is but one of each it is one. */
function mergeTheOnlyTwo(between: Cable[]): void {
  const [first, second, ...more] = between;
  if (!first || !second || more.length > 0) return;
  const [a, b] = [first.ends, second.ends].map((ends) => ends.find(({ own }) => own !== undefined));
  if (!a || !b || a.node === b.node || isSeenByBoth(first) || isSeenByBoth(second)) return;
  const other = first.ends.find((end) => end !== a) as End;
  other.own = b.own;
  between.pop();
}

function isPort({ own, told }: End, port: string): boolean {
  const plain = plainPort(port);
  return plain !== '' && (plainPort(own ?? '') === plain || plainPort(told ?? '') === plain);
}

function isSeenByBoth({ ends }: Cable): boolean {
  return ends.every(({ own }) => own !== undefined);
}

function toEdge(cable: Cable): TopologyEdge {
  const [from, to] = cable.ends.map(({ node: id, own, told }) => ({ node: id, port: own || told || '' }));
  return {
    from: from as TopologyEdge['from'],
    to: to as TopologyEdge['to'],
    seenBy: isSeenByBoth(cable) ? 'both' : 'one',
    toldAtMs: cable.toldAtMs,
  };
}

/**
 * Who a neighbour is. A chassis id that a neighbour says together with a name that only one device has belongs to
 * that device from then on, also where it is told without the name.
 */
function finder(devices: readonly Device[]): (neighbour: Neighbour) => Device | undefined {
  const byChassis = unique(devices, ({ chassis }) => chassis.map(plainChassis));
  const byAddress = unique(devices, ({ address }) => [address.toLowerCase()]);
  const byName = unique(devices, ({ name, host }) => [plainName(name), plainName(host)]);
  for (const { neighbours } of devices) {
    for (const { chassis, name } of neighbours) {
      const device = byName.get(plainName(name));
      const key = plainChassis(chassis);
      if (device && key !== '' && !byChassis.has(key)) byChassis.set(key, device);
    }
  }
  return ({ chassis, name }) =>
    byChassis.get(plainChassis(chassis)) ??
    byAddress.get(chassis.trim().toLowerCase()) ??
    byName.get(plainName(name));
}

/** Devices by their keys; a key that two of them have tells nothing. */
function unique(
  devices: readonly Device[],
  keysOf: (device: Device) => readonly string[],
): Map<string, Device> {
  const found = new Map<string, Device>();
  const twice = new Set<string>(['']);
  for (const device of devices) {
    for (const key of new Set(keysOf(device))) {
      if (found.has(key)) twice.add(key);
      found.set(key, device);
    }
  }
  for (const key of twice) found.delete(key);
  return found;
}

function node(nodes: Map<string, TopologyNode>, wanted: TopologyNode): string {
  if (!nodes.has(wanted.id)) nodes.set(wanted.id, wanted);
  return wanted.id;
}

function watched({ target, name, kind, address }: Device): TopologyNode {
  return { id: target, target, name, kind, address, description: '' };
}

function stranger(device: Device, { chassis, name, localPort, description }: Neighbour): TopologyNode {
  const id = plainChassis(chassis) || plainName(name) || `${device.target} ${localPort}`;
  return { id: `unknown ${id}`, target: null, name: name || chassis, kind: '', address: '', description };
}

/** Twelve hex digits for a MAC address, however it is written. */
function plainChassis(text: string): string {
  const hex = text.replace(/[-:.\s]/g, '').toLowerCase();
  return /^[0-9a-f]{12}$/.test(hex) ? hex : text.trim().toLowerCase();
}

/** Without the domain, which one side may leave out. */
function plainName(text: string): string {
  const name = text.trim().toLowerCase();
  return /^[\d.]+$/.test(name) ? name : name.replace(/\..*$/, '');
}

/** `GE1/0/1` and `GigabitEthernet 1/0/1` are one port: the first letter, and everything from the first digit on. */
function plainPort(text: string): string {
  const port = text.replace(/\s/g, '').toLowerCase();
  const numbers = /^([a-z])[a-z-]*?(\d[\d/.:-]*)$/.exec(port);
  return numbers ? `${numbers[1]}${numbers[2]}` : port;
}

function by<Item>(key: (item: Item) => string): (a: Item, b: Item) => number {
  return (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}
