import type { Ward } from '#scripts/servers/ward.ts';
import { connectRawAgent, type RawAgent } from '../raw-agent.ts';

/** A machine of the room: what it hangs on, and its agent. */
export interface Machine {
  name: string;
  target: string;
  key: string;
  /** Name of the access switch it hangs on; empty for what hangs on the core itself. */
  access: string;
  agent: RawAgent | undefined;
}

/** A room in which one core switch, that nobody asks, carries access switches, and those carry servers. */
export interface RoomEstate {
  core: string;
  accesses: readonly Machine[];
  servers: readonly Machine[];
  /** It hangs on nothing: its silence is always its own. */
  apart: Machine;
}

const SCHEMA = (target: string) => ({
  probe: 'agent',
  target,
  intervalMs: 1_000,
  columns: [{ metric: 'agent.uptime_seconds', labels: {}, kind: 'gauge' as const, unit: 's' }],
});
/** So many requests at a time while the room is built. */
const AT_ONCE = 8;

/** Enrols everything, and says what hangs on what: half of it by people, half by what switches tell of neighbours. */
export async function buildRoom(ward: Ward, racks: number, serversPerRack: number): Promise<RoomEstate> {
  const made = await ward.call<{ id: string }>('POST', '/api/v1/targets', { kind: 'switch', name: 'core' });
  const names = Array.from({ length: racks }, (_, rack) => `access-${rack}`);
  const accesses = await enrolAll(
    ward,
    names.map((name) => ({ name, access: '' })),
  );
  await inParts(accesses, ({ target }) =>
    ward.call('PATCH', `/api/v1/targets/${target}`, { kind: 'switch' }),
  );
  const servers = await enrolAll(
    ward,
    names.flatMap((access) =>
      Array.from({ length: serversPerRack }, (_, server) => ({ name: `${access}-server-${server}`, access })),
    ),
  );
  // Of every other rack people have said it; of the rest the switch tells.
  const isGiven = ({ access }: Machine) => names.indexOf(access) % 2 === 0;
  await inParts(servers.filter(isGiven), ({ target, access }) =>
    ward.call('PATCH', `/api/v1/targets/${target}`, {
      parents: { network: [accesses[names.indexOf(access)]?.target], power: [], cooling: [] },
    }),
  );
  const [apart] = (await enrolAll(ward, [{ name: 'apart', access: '' }])) as [Machine];
  const room = { core: made.id, accesses, servers, apart };
  await Promise.all(allOf(room).map((machine) => connect(ward, machine)));
  await inParts(accesses, async ({ name, target, agent }) => {
    const seen = servers
      .filter((server) => server.access === name && !isGiven(server))
      .map((server) => server.name);
    const data = ['core', ...seen].map((other, port) => ({
      localPort: `GE1/0/${port}`,
      chassis: '',
      port: 'GE1/0/1',
      name: other,
      description: '',
    }));
    await agent?.sendRecord({ target, kind: 'neighbours', key: '', data });
  });
  return room;
}

export function allOf({ accesses, servers, apart }: RoomEstate): Machine[] {
  return [...accesses, ...servers, apart];
}

/** Its agent connects, and says what it will send. */
export async function connect(ward: Ward, machine: Machine): Promise<void> {
  const agent = await connectRawAgent(ward, machine.key, machine.name);
  // Whoever is cut off is connected anew; what was on its way then is nobody's loss here.
  agent.closed.catch(() => {});
  await agent.sendSchema(SCHEMA(machine.target));
  machine.agent = agent;
}

/** The line of a machine is cut. */
export function cut(machine: Machine): void {
  machine.agent?.close();
  machine.agent = undefined;
}

/** Every machine whose line is there sends a sample. */
export function beat(machines: readonly Machine[]): void {
  for (const { agent, target } of machines)
    agent?.sendFrames(SCHEMA(target), [{ timeMs: Date.now(), value: 1 }]).catch(() => {});
}

async function enrolAll(ward: Ward, wanted: readonly { name: string; access: string }[]): Promise<Machine[]> {
  return inParts(wanted, async ({ name, access }) => {
    const { target, key } = await ward.enrol(name);
    return { name, access, target, key, agent: undefined };
  });
}

async function inParts<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE)
    results.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(work))));
  return results;
}
