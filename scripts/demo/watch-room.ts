import type { ListedDevice, RoomListing } from '#simulator/room/room-process.ts';

/** Asks the API of a collector; anything but a 2xx rejects with what was answered. */
export type Call = <Answer>(method: string, path: string, body?: unknown) => Promise<Answer>;

/** Signs in as the first administrator. Rejects when the password is another one. */
export async function signIn(url: string, password: string): Promise<Call> {
  const ask = async <Answer>(
    method: string,
    path: string,
    body: unknown,
    token?: string,
  ): Promise<Answer> => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${method} ${path} was answered ${response.status}: ${text.slice(0, 300)}`);
    return (text ? JSON.parse(text) : undefined) as Answer;
  };
  const { token } = await ask<{ token: string }>('POST', '/api/v1/session', { name: 'admin', password });
  return (method, path, body) => ask(method, path, body, token);
}

interface Named {
  id: string;
  name: string;
}

/** Enters every device of the room as a target, and how it is asked. What stands there already is only completed. */
export async function watchRoom(call: Call, room: RoomListing, everyMs: number): Promise<number> {
  const credentials = {
    snmp: await credential(call, 'snmp', { version: '2c', community: room.community }),
    ssh: await credential(call, 'ssh', { user: room.sshUser, password: room.sshPassword }),
  };
  const ids = await knownTargets(call);
  // Those first that others need: a parent must be there before its child.
  for (const device of room.devices) {
    if (!ids.has(device.name)) ids.set(device.name, await addTarget(call, device, ids));
  }
  await inParallel(8, room.devices, async (device) => {
    for (const [probe, poll] of Object.entries(pollsOf(device, credentials, everyMs))) {
      await call('PUT', `/api/v1/targets/${ids.get(device.name)}/polls/${probe}`, poll);
    }
  });
  await allowHotAisles(call);
  return room.devices.length;
}

/** What blows out of the racks is warm where all is well: the limits of the room are not meant for it. */
async function allowHotAisles(call: Call): Promise<void> {
  const group = 'group-hot-aisles';
  await call('PUT', `/api/v1/groups/${group}`, {
    id: group,
    organisation: 'default',
    name: '热通道 Hot aisles',
    select: { nameLike: 'hot-aisle' },
  });
  for (const [rule, values] of [
    ['room-temperature', { high: 38 }],
    ['room-too-hot', { threshold: 42, recoveryThreshold: 40 }],
    ['room-hot-soon', { enabled: false }],
  ] as const) {
    await call('PUT', '/api/v1/thresholds', {
      rule,
      level: 'group',
      organisation: 'default',
      subject: group,
      values,
      reason: '热通道是机柜排风，本来就热。 The air behind the racks is warm by nature.',
    });
  }
}

async function credential(call: Call, kind: string, fields: object): Promise<string> {
  const name = `demo room ${kind}`;
  const { credentials } = await call<{ credentials: Named[] }>('GET', '/api/v1/credentials?limit=200');
  const known = credentials.find((one) => one.name === name);
  if (known) return known.id;
  return (await call<Named>('POST', '/api/v1/credentials', { name, kind, fields })).id;
}

async function knownTargets(call: Call): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (let cursor = ''; ; ) {
    const from = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
    const { targets, next } = await call<{ targets: Named[]; next: string | null }>(
      'GET',
      `/api/v1/targets?limit=200${from}`,
    );
    for (const { id, name } of targets) ids.set(name, id);
    if (!next) return ids;
    cursor = next;
  }
}

async function addTarget(
  call: Call,
  device: ListedDevice,
  ids: ReadonlyMap<string, string>,
): Promise<string> {
  const idsOf = (names: readonly string[]) => names.flatMap((name) => ids.get(name) ?? []);
  const { name, kind, host, rack, parents } = device;
  const made = await call<Named>('POST', '/api/v1/targets', {
    name,
    kind,
    address: host,
    room: /^(R\d|wall|power|.*aisle|under)/.test(rack) ? 'A' : '',
    rack,
    parents: {
      network: idsOf(parents.network),
      power: idsOf(parents.power),
      cooling: idsOf(parents.cooling),
    },
  });
  return made.id;
}

/** One poll for each way in which a device can be asked. */
function pollsOf(
  device: ListedDevice,
  credentials: { snmp: string; ssh: string },
  everyMs: number,
): Record<string, object> {
  const { snmpPort, modbusPort, ssh } = device;
  return {
    ...(snmpPort && { snmp: { credential: credentials.snmp, settings: { port: snmpPort }, everyMs } }),
    ...(modbusPort && {
      modbus: { credential: null, settings: { port: modbusPort, profile: 'modbus-climate-sensor' }, everyMs },
    }),
    ...(ssh && {
      ssh: { credential: credentials.ssh, settings: ssh, everyMs: Math.max(everyMs, 60_000) },
    }),
  };
}

async function inParallel<Item>(
  most: number,
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = [...items];
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: most }, worker));
}
