import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Target } from '#collector/inventory/targets.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import type { SimulatedDevice } from '#simulator/snmp/device.ts';
import { ObjectTable } from '#simulator/snmp/object-table.ts';
import { type Responder, startResponder } from '#simulator/snmp/responder.ts';
import { type DeviceDesk, openDeviceDesk, until } from './device-desk.ts';
import { SWITCH_LIMITS, simulatedSwitch, steadyLife, steadySwitch } from './simulated-switch.ts';
import { startZoneAgent, type ZoneAgent } from './zone-agent.ts';

const COMMUNITY = 'zitrone-7f3a';
const FILE_COMMUNITY = 'quitte-9b1c';
const FORMER_COMMUNITY = 'pflaume-2d8e';
const V3_PASSWORDS = ['brombeere-5a0d', 'stachelbeere-4c7b'];
const SECRETS = [COMMUNITY, FILE_COMMUNITY, FORMER_COMMUNITY, ...V3_PASSWORDS];

/** The zone in which most happens. */
const ROOM = 'room';
const EVERY_MS = 1_000;

const wardLog: string[] = [];
const agents: ZoneAgent[] = [];
const responders: Responder[] = [];
let ward: Ward;
let desk: DeviceDesk;
let ofFile: SimulatedDevice;
let credential: string;

beforeAll(async () => {
  ward = await startWard({ onLine: (line) => void wardLog.push(line) });
  desk = openDeviceDesk(ward);
  credential = await desk.keep('snmp', 'switches', { version: '2c', community: COMMUNITY });
  await Promise.all(['zone-without-agent', 'part-hot'].map(desk.hasten));
  [ofFile] = await startDevices(['of-the-file'], FILE_COMMUNITY);
  await startAgent(ROOM, fileWith('of-the-file', ofFile.port, FILE_COMMUNITY));
});

afterAll(async () => {
  for (const responder of responders) responder.close();
  await Promise.all(agents.map((agent) => agent.stop()));
  await ward?.stop();
});

// Each has devices of its own, and some have to wait for half a minute: they run side by side.
describe.concurrent('devices that the agents of a zone ask', () => {
  test('when an agent is killed the other one takes over, and when it is back nothing is given twice', async () => {
    const names = ['pair-1', 'pair-2', 'pair-3', 'pair-4', 'pair-5', 'pair-6'];
    const devices = await startDevices(names);
    const pair = await Promise.all([startAgent('pair'), startAgent('pair')]);
    const startedMs = Date.now();
    const targets = await Promise.all(devices.map((device, index) => watch(device, names[index]!, 'pair')));
    await untilSampled(targets);
    const owners = await ownersOf(targets);
    const killed = pair.find(({ id }) => id === owners[0]) as ZoneAgent;
    const survivor = pair.find((agent) => agent !== killed) as ZoneAgent;

    await killed.process.kill();

    await until(async () => expect(await ownersOf(targets)).toEqual(targets.map(() => survivor.id)));
    await untilSampled(targets);
    await killed.process.restart();
    await until(async () => expect(await ownersOf(targets)).toEqual(owners));
    await untilSampled(targets);

    const intervals = (Date.now() - startedMs) / EVERY_MS;
    for (const [index, target] of targets.entries()) {
      const { timesMs } = await successes(target);
      expect(timesMs).toEqual([...new Set(timesMs)].sort((a, b) => a - b));
      expect(timesMs.length).toBeLessThan(1.3 * intervals + 5);
      if (owners[index] === survivor.id) expect(timesMs.length).toBeGreaterThan(intervals / 2);
    }
    // What was under way at the kill comes after what is new.
    await until(async () => {
      for (const { id } of pair) {
        const agent = await desk.call('GET', `/api/v1/agents/${id}`);
        expect(agent).toMatchObject({ missingFrames: 0, gaps: [], cloned: false });
      }
    });
    expect(await zoneAlerts('pair')).toEqual([]);
  });

  test('a zone without a living agent is one alert, which clears when one comes', async () => {
    const devices = await startDevices(['cellar-1', 'cellar-2']);
    const targets = await Promise.all(devices.map((device) => watch(device, 'cellar', 'cellar')));

    await until(async () => {
      expect(await zoneAlerts('cellar')).toMatchObject([{ state: 'firing', value: 2 }]);
      expect(await desk.poll(targets[0]!)).toMatchObject({
        agent: null,
        trouble: 'zone_without_agent',
        sentence: expect.stringContaining('zone: cellar'),
      });
    });
    expect(devices.map(({ figures }) => figures.requests)).toEqual([0, 0]);
    await startAgent('cellar');

    await untilSampled(targets);
    await until(async () => {
      expect(await zoneAlerts('cellar')).toMatchObject([{ state: 'resolved', resolution: 'recovered' }]);
    });
  });

  test('an agent asks nothing in a zone that people do not allow it, and everything once they do', async () => {
    const [own, given] = await startDevices(['attic-file', 'attic-1']);
    const { id } = await startAgent('attic', fileWith('attic-file', own.port, COMMUNITY));
    const ofItsFile = await until(() => findTarget('attic-file'));

    await desk.call('PUT', `/api/v1/agents/${id}/zone`, { allowed: 'another' });
    const target = await watch(given!, 'attic-1', 'attic');
    await until(async () => {
      expect(await desk.poll(target)).toMatchObject({ agent: null, trouble: 'zone_agents_not_allowed' });
      expect(await refusedBy(id)).toContain('nobody has said that this agent may ask in the zone attic');
    });
    // What was under way when it was forbidden comes to its end.
    let before = -1;
    await until(async () => {
      const seen = before;
      before = own.figures.requests;
      expect(before).toBe(seen);
    });
    await untilSampled([(await findTarget('of-the-file')).id]);
    expect([own.figures.requests, given!.figures.requests]).toEqual([before, 0]);
    await desk.call('PUT', `/api/v1/agents/${id}/zone`, { allowed: 'attic' });

    await untilSampled([target, ofItsFile.id]);
  });

  test('a device is recognised, added, and read within its interval; it is asked more often from one moment to the next', async () => {
    const [device] = await startDevices(['core-1']);
    const settings = { port: device.port };
    const asked = await desk.recognise({ zone: ROOM, address: device.host, credential, settings });
    expect(asked).toMatchObject({
      ok: true,
      explanation: {
        recognised: { profile: 'h3c-comware', kind: 'switch', vendor: 'H3C', model: 'S5130S-28S-EI' },
      },
    });

    const target = await watch(device, 'core-1', ROOM, 600_000);
    await until(async () => expect((await successes(target)).values).toEqual([1]));
    await desk.call('PUT', `/api/v1/targets/${target}/polls/snmp`, {
      credential,
      settings,
      everyMs: EVERY_MS,
    });

    await untilSampled([target]);
    const { values } = await desk.samples(target, 'net.bytes_recv', { interface: 'GigabitEthernet1/0/2' });
    const [first = 0, second = 0] = values as number[];
    expect(second).toBeGreaterThan(first);
    expect(await desk.poll(target)).toMatchObject({ state: 'ok', sentence: '', trouble: null });
    expect(await findTarget('core-1')).toMatchObject({ vendor: 'H3C', model: 'S5130S-28S-EI' });
  });

  test('a credential that is changed counts from then on', async () => {
    const [device] = await startDevices(['access-1']);
    const former = await desk.keep('snmp', 'former', { version: '2c', community: FORMER_COMMUNITY });
    const target = await watch(device, 'access-1', ROOM, EVERY_MS, former);
    await until(async () => {
      expect(await desk.poll(target)).toMatchObject({
        state: 'silent',
        sentence: expect.stringContaining('community'),
      });
    });
    expect(device.figures.answers).toBe(0);

    await desk.call('PUT', `/api/v1/credentials/${former}`, {
      name: 'former',
      fields: { version: '2c', community: COMMUNITY },
    });

    await until(async () => expect(await desk.poll(target)).toMatchObject({ state: 'ok', sentence: '' }));
  });

  test('a target that is removed is asked no more', async () => {
    const [removed, other, unpolled] = await startDevices(['removed', 'other', 'unpolled']);
    const [target, witness, without] = await Promise.all(
      [removed, other, unpolled].map((device) => watch(device as SimulatedDevice, 'several', ROOM)),
    );
    await untilSampled([target!, witness!, without!]);

    await desk.call('DELETE', `/api/v1/targets/${target}`);
    await desk.call('DELETE', `/api/v1/targets/${without}/polls/snmp`);

    // Until the agent knows it, and what was under way has ended; then nothing comes while another one is asked.
    await untilSampled([witness!], 3);
    const before = [removed.figures.requests, unpolled!.figures.requests];
    await untilSampled([witness!], 3);
    expect([removed.figures.requests, unpolled!.figures.requests]).toEqual(before);
    await expect(desk.call('GET', `/api/v1/targets/${target}`)).rejects.toThrow('404');
  });

  test('a target of the agent’s own file is read, and shown as such', async () => {
    const found = await until(() => findTarget('of-the-file'));
    expect(found).toMatchObject({ zone: ROOM, address: '127.0.0.1', kind: 'switch' });

    await untilSampled([found.id]);
    expect(await desk.poll(found.id)).toMatchObject({ byFile: true, state: 'ok', credential: null });
  });

  test('a device beyond its own limit is an alert with that limit as threshold', async () => {
    const life = { ...steadyLife(), celsius: SWITCH_LIMITS.high - 8 };
    const [device] = await startDevices(['hot-1'], COMMUNITY, () => simulatedSwitch({ name: 'hot-1' }, life));
    const target = await watch(device, 'hot-1', ROOM);
    await untilSampled([target]);
    const alerts = async () => (await desk.alerts('part-hot')).filter((alert) => alert.target === target);
    expect(await alerts()).toEqual([]);

    life.celsius = SWITCH_LIMITS.high + 2;
    await until(async () => {
      expect(await alerts()).toMatchObject([
        { state: 'firing', value: 70, threshold: SWITCH_LIMITS.high, labels: { sensor: 'Hotspot 1' } },
      ]);
    });

    life.celsius = SWITCH_LIMITS.high - 8;
    await until(async () => {
      expect(await alerts()).toMatchObject([{ state: 'resolved', resolution: 'recovered' }]);
    });
  });

  test('a sweep finds what is there, and what is accepted is read', async () => {
    const [first, second] = await startSweepable();
    const { id } = await desk.call<{ id: string }>('POST', '/api/v1/discoveries', {
      zone: ROOM,
      ranges: ['127.88.7.0/28'],
      credentials: [{ credential, settings: { port: first.port, timeout: '500ms', retries: 0 } }],
      rate: 50,
    });

    const swept = await until(async () => {
      const sweep = await desk.call<Sweep>('GET', `/api/v1/discoveries/${id}`);
      expect(sweep).toMatchObject({ state: 'done', asked: 14, total: 14, error: '' });
      return sweep;
    });
    expect(swept.found.map(({ address, recognised }) => [address, recognised?.name]).sort()).toEqual([
      [first.host, 'swept-1'],
      [second.host, 'swept-2'],
    ]);
    const accepted = await desk.call<Accepted>('POST', `/api/v1/discoveries/${id}/accept`, {
      addresses: [first.host, second.host, '127.88.7.1'],
      everyMs: EVERY_MS,
    });
    expect(accepted.skipped).toMatchObject([{ address: '127.88.7.1', code: 'not_found' }]);
    expect(accepted.made.map(({ name }) => name).sort()).toEqual(['swept-1', 'swept-2']);

    await untilSampled(accepted.made.map(({ target }) => target));
    expect(await findTarget('swept-1')).toMatchObject({
      ...{ address: first.host, kind: 'switch', vendor: 'H3C' },
      recognised: { profile: 'h3c-comware' },
    });
  });

  test('passwords that open nothing are told to nobody either', async () => {
    const [device] = await startDevices(['v2c-only']);
    const [authPassword, privPassword] = V3_PASSWORDS;
    const fields = {
      ...{ version: '3', user: 'ward', level: 'authPriv' },
      ...{ auth: 'sha256', auth_password: authPassword, priv: 'aes', priv_password: privPassword },
    };
    const v3 = await desk.keep('snmp', 'version 3', fields);
    const settings = { port: device.port, timeout: '200ms', retries: 1 };

    const asked = await desk.recognise({ zone: ROOM, address: device.host, credential: v3, settings });

    expect(asked).toMatchObject({ ok: false, state: 'silent' });
  });
});

test('no secret stands in any log, answer or file', async () => {
  const lists = [
    ['targets', 'targets'],
    ['credentials', 'credentials'],
    ['discoveries', 'discoveries'],
    ['records', 'records'],
    ['agents', 'agents'],
    ['audit', 'entries'],
  ] as const;
  const entries = await Promise.all(lists.map(([path, name]) => desk.all(`/api/v1/${path}`, name)));
  expect(entries.every(({ length }) => length > 0)).toBe(true);

  const places: { where: string; texts: string[]; anyhow: string }[] = [
    { where: 'answers of the API', texts: desk.answers, anyhow: 'access-1' },
    { where: 'log of the collector', texts: wardLog, anyhow: ward.url },
    { where: 'logs of the agents', texts: agents.flatMap(({ log }) => log), anyhow: 'access-1' },
    { where: 'files of the collector', texts: filesBelow(ward.dataDir), anyhow: 'access-1' },
    {
      where: 'files of the agents',
      texts: agents.flatMap(({ process }) => filesBelow(process.dataDir)),
      anyhow: 'h3c-comware',
    },
  ];
  for (const { where, texts, anyhow } of places) {
    const holding = (part: string) => texts.filter((text) => text.includes(part));
    expect(holding(anyhow), where).not.toEqual([]);
    for (const secret of SECRETS) expect(holding(secret), `${secret} in ${where}`).toEqual([]);
  }
});

interface Sweep {
  found: { address: string; recognised: { name: string } | null }[];
}

interface Accepted {
  made: { target: string; name: string }[];
  skipped: unknown[];
}

/** Switches of these names, each at a port of its own. */
async function startDevices(
  names: readonly string[],
  community = COMMUNITY,
  objects = (name: string) => simulatedSwitch({ name }, steadyLife()),
): Promise<[SimulatedDevice, ...SimulatedDevice[]]> {
  const responder = await startResponder({
    devices: names.map((name) => ({ community, table: new ObjectTable(objects(name)) })),
  });
  responders.push(responder);
  return responder.devices as [SimulatedDevice, ...SimulatedDevice[]];
}

/** Three switches at addresses of their own and one port, of which the last one is opened by another community. */
async function startSweepable(): Promise<[SimulatedDevice, SimulatedDevice]> {
  for (let left = 5; ; left--) {
    const first = { host: '127.88.7.3', community: COMMUNITY, table: steadySwitch({ name: 'swept-1' }) };
    const alone = await startResponder({ devices: [first] });
    const { port } = alone.devices[0] as SimulatedDevice;
    const others = await startResponder({
      port,
      devices: [
        { host: '127.88.7.9', community: COMMUNITY, table: steadySwitch({ name: 'swept-2' }) },
        { host: '127.88.7.12', community: 'other', table: steadySwitch({ name: 'closed' }) },
      ],
    }).catch((error) => {
      alone.close();
      if (left === 0) throw error;
    });
    if (!others) continue;
    responders.push(alone, others);
    return [alone.devices[0], others.devices[0]] as [SimulatedDevice, SimulatedDevice];
  }
}

async function startAgent(zone: string, moreYaml?: string): Promise<ZoneAgent> {
  const agent = await startZoneAgent(ward, zone, moreYaml);
  agents.push(agent);
  return agent;
}

function watch(
  { host: address, port }: SimulatedDevice,
  name: string,
  zone: string,
  everyMs = EVERY_MS,
  opensWith = credential,
): Promise<string> {
  const settings = { port, timeout: '200ms', retries: 1 };
  return desk.watch({ name, address, zone, credential: opensWith, settings, everyMs });
}

/** Whether each time of asking went well. */
function successes(target: string) {
  return desk.samples(target, 'probe.success', { probe: 'snmp' });
}

/** Waits until each was read so many times more than until now. */
async function untilSampled(targets: readonly string[], times = 2): Promise<void> {
  const before = await Promise.all(targets.map(countReadings));
  await until(async () => {
    const now = await Promise.all(targets.map(countReadings));
    for (const [index, count] of now.entries()) expect(count).toBeGreaterThanOrEqual(before[index]! + times);
  });
}

async function countReadings(target: string): Promise<number> {
  const { values } = await desk.samples(target, 'net.bytes_recv', { interface: 'GigabitEthernet1/0/1' });
  return values.filter((value) => value !== null).length;
}

function ownersOf(targets: readonly string[]): Promise<(string | null | undefined)[]> {
  return Promise.all(targets.map(async (target) => (await desk.poll(target))?.agent));
}

async function zoneAlerts(zone: string) {
  return (await desk.alerts('zone-without-agent')).filter(({ labels }) => labels.zone === zone);
}

/** The only target of this name; rejects while there is none. */
async function findTarget(name: string): Promise<Target> {
  const all = await desk.all<Target>('/api/v1/targets', 'targets');
  const [target, ...others] = all.filter((one) => one.name === name);
  expect(target, name).toBeDefined();
  expect(others).toEqual([]);
  return target as Target;
}

/** What an agent says that it will not do, in one text. */
async function refusedBy(id: string): Promise<string> {
  const { target } = await desk.call<{ target: string }>('GET', `/api/v1/agents/${id}`);
  return JSON.stringify(await desk.call('GET', `/api/v1/records?kind=agent_report&target=${target}`));
}

/** The file of an agent that asks a switch of its own every second. */
function fileWith(name: string, port: number, community: string): string {
  const snmp = `{ port: ${port}, community: ${community} }`;
  return `poll_interval: 1s\ntargets:\n  - { name: ${name}, address: 127.0.0.1, kind: switch, snmp: ${snmp} }\n`;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
}
