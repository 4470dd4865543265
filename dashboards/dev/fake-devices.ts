import type { FakeMachine, FakeSeries } from './fake-fleet.ts';
import { INTERVAL_MS } from './fake-fleet.ts';

/** What a pretended device is beside its series. */
export interface FakeDevice {
  kind: string;
  vendor: string;
  model: string;
  polls: FakePoll[];
}

export interface FakePoll {
  probe: string;
  settings?: Record<string, unknown>;
  everyMs: number;
  enabled: boolean;
  state: string;
  sentence: string;
  sinceMs: number | null;
}

type Value = (timeMs: number) => number;
type Add = (metric: string, unit: string, value: Value | number, labels?: Record<string, string>) => void;

const HOUR_MS = 3_600_000;

/** A device of each important kind, so that their pages can be worked on. */
export function makeDevices(startMs: number): FakeMachine[] {
  return DEVICES.map(([name, kind, vendor, model, tell], at) => {
    const id = `t-9${String(at).padStart(3, '0')}`;
    const series: FakeSeries[] = [];
    const add =
      (counter: boolean): Add =>
      (metric, unit, value, labels = {}) => {
        const kindOf = counter ? ('counter' as const) : ('gauge' as const);
        const read = typeof value === 'number' ? () => value : value;
        series.push({
          target: id,
          metric,
          labels,
          kind: kindOf,
          unit,
          intervalMs: INTERVAL_MS,
          at: read,
        });
      };
    const isSilent = name === 'acc-silent';
    add(false)('device.uptime_seconds', 's', (timeMs) => (timeMs - startMs) / 1_000 + 8e6);
    add(false)('probe.success', '1', 1, { probe: 'snmp' });
    tell(add(false), add(true));
    const poll = {
      probe: kind === 'sensor' ? 'modbus' : 'snmp',
      everyMs: INTERVAL_MS,
      enabled: true,
      state: isSilent ? 'silent' : 'ok',
      sentence: isSilent ? 'no answer from 10.9.0.9:161 to 3 requests in 8 s' : '',
      sinceMs: isSilent ? startMs - HOUR_MS : null,
    };
    return {
      id,
      name,
      address: `10.9.0.${at + 1}`,
      organisation: 'default',
      cores: 1,
      memoryBytes: 1024 ** 3,
      series,
      silent: isSilent ? [[startMs - HOUR_MS, Number.POSITIVE_INFINITY]] : [],
      device: { kind, vendor, model, polls: [poll] },
    } satisfies FakeMachine;
  });
}

const swing =
  (level: number, width: number): Value =>
  (timeMs) =>
    Math.round((level + width * Math.sin(timeMs / 600_000)) * 10) / 10;
const grow =
  (perSecond: number): Value =>
  (timeMs) =>
    Math.round((timeMs / 1_000 - 1.78e9) * perSecond);

function tellSwitch(add: Add, count: Add): void {
  add('cpu.usage_active', '%', swing(18, 6), { cpu: 'Board' });
  add('mem.used_percent', '%', 46, { module: 'Board' });
  for (const [part, type, state] of [
    ['Fan 1', 'fan', 0],
    ['Fan 2', 'fan', 2],
    ['Power 1', 'power', 0],
    ['Power 2', 'power', 0],
  ] as const) {
    add('hardware.state', '1', state, { part, type });
  }
  for (let port = 1; port <= 26; port++) {
    const labels = {
      interface: `${port > 24 ? 'Ten-' : ''}GigabitEthernet1/0/${port}`,
      alias: port > 24 ? `to core-${port - 24}` : '',
    };
    const isUp = port % 3 !== 0 || port > 24;
    add('net.link_state', '1', isUp ? 0 : 1, labels);
    if (!isUp) continue;
    add('net.speed', 'Mb/s', port > 24 ? 10_000 : 1_000, labels);
    count('net.bytes_recv', 'B', grow(port * 90_000), labels);
    count('net.bytes_sent', 'B', grow(port * 40_000), labels);
    if (port > 24) add('optic.rx_dbm', 'dBm', -3 - port / 10, labels);
  }
}

function tellUps(add: Add): void {
  add('ups.output_source', '1', 0);
  add('ups.battery_status', '1', 0);
  add('ups.charge_percent', '%', 100);
  add('ups.runtime_minutes', 'min', swing(24, 3));
  add('ups.battery_temperature_celsius', '°C', swing(25, 1));
  add('ups.on_battery', '1', 0);
  for (const line of ['1', '2', '3']) {
    add('ups.load_percent', '%', swing(20 + Number(line) * 4, 2), { line });
    add('ups.input_voltage_volts', 'V', swing(229, 2), { line });
    add('ups.output_voltage_volts', 'V', 220, { line });
  }
}

function tellCooling(add: Add): void {
  add('cooling.state', '1', 0);
  add('cooling.return_temperature_celsius', '°C', swing(24, 1));
  add('cooling.supply_temperature_celsius', '°C', swing(17, 1));
  add('cooling.return_humidity_percent', '%', swing(46, 3));
  add('cooling.capacity_percent', '%', swing(60, 12));
}

function tellSensor(add: Add): void {
  add('room.temperature_celsius', '°C', swing(23, 1), { sensor: 'room' });
  add('room.humidity_percent', '%', swing(47, 4), { sensor: 'room' });
}

function tellStorage(add: Add): void {
  for (const [pool, percent] of [
    ['pool_his', 71.7],
    ['pool_pacs', 88.4],
  ] as const) {
    add('storage.used_percent', '%', percent, { pool });
    add('storage.total', 'B', 60 * 1024 ** 4, { pool });
  }
  for (let disk = 1; disk <= 24; disk++) {
    add('hardware.state', '1', 0, { part: `Disk ${disk}`, type: 'disk' });
    add('hardware.temperature_celsius', '°C', 30 + (disk % 5), { sensor: `Disk ${disk}` });
  }
}

const DEVICES: [string, string, string, string, (add: Add, count: Add) => void][] = [
  ['acc-01', 'switch', 'H3C', 'S5130S-28S-EI', tellSwitch],
  ['acc-silent', 'switch', 'Huawei', 'S5700-28C-EI', tellSwitch],
  ['ups-60k', 'ups', 'Emerson', 'UL33-0600L', tellUps],
  ['crac-1', 'air_conditioner', 'Liebert', 'CRV35RA', tellCooling],
  ['sensor-cold-aisle-1', 'sensor', '', '', tellSensor],
  ['array-1', 'storage', 'Huawei', 'OceanStor 5300', tellStorage],
];

const AGENT = 'a-t-0000';

/** What the pages ask about devices, by method and path; undefined where it is not about them. */
export function answerAboutDevices(
  fleet: FakeMachine[],
  call: string,
  [id, verb, probe]: (string | undefined)[],
  body: Record<string, unknown>,
): { status?: number; body?: unknown } | undefined {
  const machine = fleet.find((each) => each.id === id);
  const devices = fleet.filter(({ device }) => device);
  switch (`${call}${verb ? ` ${verb}` : ''}`) {
    case 'GET targets polls':
      return { body: { polls: pollsOf(machine) } };
    case 'GET targets evidence':
    case 'GET alerts evidence':
      return { body: { evidence: [] } };
    case 'GET targets configs':
      return { body: { versions: [] } };
    case 'PUT targets polls': {
      const poll = machine?.device?.polls.find((each) => each.probe === probe);
      if (poll) Object.assign(poll, { enabled: body.enabled, everyMs: body.everyMs });
      return { body: poll ?? {} };
    }
    case 'PATCH targets':
      if (machine) Object.assign(machine, body);
      if (machine?.device && body.kind) machine.device.kind = String(body.kind);
      return { body: {} };
    case 'GET zones':
      return {
        body: {
          zones: [zone('default', devices.length, 0, true), zone('dmz', 3, 3, false)],
        },
      };
    case 'GET credentials':
      return { body: { credentials: [CREDENTIAL], next: null } };
    case 'GET discoveries':
      return { body: { discoveries: [], next: null } };
    default:
      return undefined;
  }
}

/** The polls of a machine as the API tells them; none of one with an agent. */
export function pollsOf(machine: FakeMachine | undefined) {
  return (machine?.device?.polls ?? []).map((poll) => ({
    ...poll,
    credential: !['snmp', 'ssh'].includes(poll.probe) ? null : { id: CREDENTIAL.id, name: CREDENTIAL.name },
    settings: poll.settings ?? {},
    byFile: false,
    agent: AGENT,
    trouble: null,
    stateAtMs: Date.now(),
  }));
}

const CREDENTIAL = {
  id: 'c-1',
  organisation: 'default',
  name: 'read-only',
  kind: 'snmp',
  fields: { version: '2c' },
  sealed: ['community'],
  uses: DEVICES.length - 1,
};

function zone(name: string, targets: number, unasked: number, allowed: boolean) {
  const agent = { id: AGENT, target: 't-0000', name: '门诊应用-01', living: true, canOpenSecrets: true };
  return {
    organisation: 'default',
    zone: name,
    targets,
    unasked,
    agents: [{ ...agent, allowed, targets: targets - unasked }],
  };
}
