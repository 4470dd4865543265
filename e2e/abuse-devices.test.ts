import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProbeState } from '#protocol/probe-state.ts';
import { type Snmpd, startSnmpd } from '#scripts/servers/snmpd.ts';
import { startSshd, whyNoSshd } from '#scripts/servers/sshd.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { type ModbusDevice, startModbusDevice } from '#simulator/modbus/modbus-device.ts';
import type { DeviceOptions, SimulatedDevice } from '#simulator/snmp/device.ts';
import { ObjectTable } from '#simulator/snmp/object-table.ts';
import { startResponder } from '#simulator/snmp/responder.ts';
import { afterRestart } from '#simulator/snmp/restart.ts';
import { type SshDevice, type SshDeviceOptions, startSshDevice } from '#simulator/ssh/ssh-device.ts';
import { BYTES_PER_SECOND, expectNoSpike, portOne, untilFallen } from './counter-gaps.ts';
import { type DeviceDesk, openDeviceDesk, until, type WatchWish } from './device-desk.ts';
import { simulatedSwitch, steadyLife, steadySwitch } from './simulated-switch.ts';
import { READABLE, startTalker, UNREADABLE, type UnrulyDevice } from './unruly-devices.ts';
import { startZoneAgent, type ZoneAgent } from './zone-agent.ts';

/* All of these are asked by one agent at once. What is wrong with each must be seen, and nobody else may suffer. */

const ZONE = 'abuse';
const HEALTHY = ['healthy 1', 'healthy 2', 'healthy 3'];

let ward: Ward;
let desk: DeviceDesk;
let agent: ZoneAgent;
let community: string;
let pid: number;
let startedMs: number;
const wardLog: string[] = [];
/** Ids by name. */
const targets = new Map<string, string>();
/** Ends what tests have started. */
const endings: (() => unknown)[] = [];

beforeAll(async () => {
  ward = await startWard({ onLine: (line) => void wardLog.push(line) });
  desk = openDeviceDesk(ward);
  agent = await startZoneAgent(ward, ZONE);
  pid = agent.process.pid;
  community = await desk.keep('snmp', 'public', { version: '2c', community: 'public' });
  const healthy = await startDevices(HEALTHY.map((name) => ({ table: steadySwitch({ name }) })));
  const unruly: readonly UnrulyDevice[] = [...UNREADABLE, ...READABLE];
  const devices = await startDevices(unruly.map((one) => ({ table: steadySwitch(one), ...one })));
  startedMs = Date.now();
  await Promise.all([
    ...healthy.map((device, index) => watchSnmp(HEALTHY[index] as string, device, {}, 1_000)),
    ...unruly.map(({ name, timeout = '200ms' }, index) =>
      watchSnmp(name, devices[index] as Place, { timeout }),
    ),
  ]);
});

afterAll(async () => {
  await agent?.stop();
  for (const end of endings) await end();
  await ward?.stop();
});

// Side by side: each has to be asked some times, and some wait for long.
describe.concurrent('asked by one agent', () => {
  describe('a device that', () => {
    test.each(UNREADABLE.map(({ name, state, says }) => [name, state, says] as const))(
      '%s is %s',
      (name, state, says) => untilSaid(name, state, says),
    );

    test.each(READABLE.map(({ name }) => [name]))('%s is read all the same', (name) => untilRead(name));

    test('goes in circles is said to do so', async () => {
      const path = `/api/v1/records?kind=agent_report&target=${targetOf('goes in circles')}`;

      await until(async () =>
        expect(JSON.stringify(await desk.call('GET', path))).toMatch(/interfaces.*the device repeats itself/),
      );
    });

    test('is not there refuses', async () => {
      const [gone] = await startDevices([{ table: new ObjectTable([]) }]);
      gone.close();
      await watchSnmp('is gone', gone, { timeout: '200ms' });

      await untilSaid('is gone', 'refused', /nothing listens on its port/);
    });

    test('restarts has a gap in its rates and never a spike', async () => {
      const objects = simulatedSwitch({ name: 'restarts' }, steadyLife(BYTES_PER_SECOND));
      const [device] = await startDevices([{ table: new ObjectTable(objects) }]);
      const target = await watchSnmp('restarts', device, {}, 1_000);
      await untilRead('restarts');

      device.table = new ObjectTable(afterRestart(objects, Date.now()));

      await untilFallen(desk, target);
      const { values: restarts } = await desk.samples(target, 'device.restarts');
      expect(restarts.at(-1)).toBe(1);
    });

    test('has counters of 32 bits has a gap where they wrap and never a spike', async () => {
      const target = await watchCounting('wraps', { isWide: false, from: 2n ** 32n - 5_000n });

      await untilFallen(desk, target);
    });

    test('has counters of 64 bits beyond what a number can hold has no spike either', async () => {
      const from = 2n ** 63n;
      const target = await watchCounting('counts far', { isWide: true, from });

      await untilRead('counts far', 5);
      const { values } = await portOne(desk, target);
      // A busy machine may leave an answer out, which has no value then.
      const read = values.filter((value) => value !== null);
      for (const value of read) expect(Math.abs(value - Number(from))).toBeLessThan(1_000_000);
      await expectNoSpike(desk, target);
    });

    test('has settings that make no sense is misconfigured, or refused by the agent', async () => {
      const [{ host, port }] = await startDevices([{ table: steadySwitch({ name: 'settings' }) }]);
      await watchSnmp('wrong profile', { host, port }, { profile: 'no-such-profile' });
      await watchSnmp('wrong setting', { host: '127.0.0.3', port }, { timeout: 'soon' });
      await watchSnmp('elsewhere', { host: '203.0.113.7', port }, {});

      await untilSaid('wrong profile', 'misconfigured', /no-such-profile/);
      await untilRefused('wrong setting', /the settings of "snmp" do not fit: timeout/);
      await untilRefused('elsewhere', /203\.0\.113\.7 lies outside of `bounds\.addresses`/);
    });
  });

  describeWith('snmpd', 'a device under SNMPv3', () => {
    const users = [{ name: 'ward', level: 'priv', auth: 'SHA-256', priv: 'AES' }] as const;
    const fields = { version: '3', user: 'ward', level: 'authPriv', auth: 'sha256', priv: 'aes' };

    test('that becomes another engine is read on when it takes the user, and is another one when not', async () => {
      const [snmpd, target] = await watchV3('engine', 'authpassword');
      await untilSucceeded(target, 2);

      await snmpd.replace({ users });
      await untilSucceeded(target, 2);
      await snmpd.replace({ users: [] });

      await untilSaid('engine', 'other_identity', /another SNMP engine .* does not take user ward/);
    });

    test('that does not take the password has a wrong secret, which is an alert', async () => {
      const [, target] = await watchV3('v3 password', 'another password');

      await untilSaid('v3 password', 'wrong_secret', /knows the user ward, with another authentication/);
      await until(async () => {
        const alerts = await desk.alerts('device-wrong-secret');
        expect(alerts.map((alert) => alert.target)).toContain(target);
      });
    });

    async function watchV3(name: string, password: string): Promise<[Snmpd, string]> {
      const snmpd = await startSnmpd({ users });
      endings.push(() => snmpd.stop());
      const passwords = { auth_password: password, priv_password: 'privpassword' };
      const credential = await desk.keep('snmp', name, { ...fields, ...passwords });
      const { address: host, port } = snmpd;
      const wish = { credential, settings: { timeout: '1s' }, everyMs: 3_000 };
      return [snmpd, await watchDevice(name, { host, port }, wish)];
    }
  });

  describe('a device with a command line', () => {
    let credential: string;
    beforeAll(async () => {
      credential = await desk.keep('ssh', 'ssh', { user: 'ward', password: 'right one' });
    });

    test.each([
      ['greeting', 'silent', /took the connection and said nothing/],
      ['sign_in', 'silent', /no answer in the time there is for one collection/],
      ['shell', 'silent', /no session was granted/],
      ['command', 'too_slow', /no end of the answer to "screen-length/],
    ] as const)('that stays half open at its %s is %s', async (halfOpen, state, says) => {
      await watchSsh(`half open at ${halfOpen}`, { quirks: { halfOpen } });

      await untilSaid(`half open at ${halfOpen}`, state, says);
    });

    test('is read, and is another one when its host key changes', async () => {
      const device = await watchSsh('host key', {});
      await untilSucceeded(targetOf('host key'), 1, 'ssh');

      device.changeHostKeys();

      await untilSaid('host key', 'other_identity', /the host key is SHA256:.* expected is SHA256:/);
      const { length } = device.commandsSeen;
      await untilSucceeded(targetOf('healthy 1'), 6);
      expect(device.commandsSeen).toHaveLength(length);
    });

    test('that does not take the password is asked no second time', async () => {
      const device = await watchSsh('other password', { password: 'another one' });

      await untilSaid('other password', 'wrong_secret', /not accepted with its password/);
      await untilSucceeded(targetOf('healthy 1'), 6);
      expect(device.signIns).toEqual({ accepted: 0, refused: 1 });
    });

    test('that is something else is not understood, and one that is gone refuses', async () => {
      const web = await startWeb();
      await watchSshAt('web server', web);
      await untilSaid('web server', 'not_understood', /not as SSH does/);

      web.close();
      await untilSaid('web server', 'refused', /refuses connections/);
    });

    async function watchSsh(name: string, options: Partial<SshDeviceOptions>): Promise<SshDevice> {
      const account = { user: 'ward', password: 'right one' };
      const device = await startSshDevice({ platform: 'comware', ...account, ...options });
      endings.push(() => device.close());
      await watchSshAt(name, device);
      return device;
    }

    /** Each collection signs in anew. */
    function watchSshAt(name: string, place: Place): Promise<string> {
      const settings = { timeout: '1s', keep_session: false };
      return watchDevice(name, place, { probe: 'ssh', credential, settings, everyMs: 5_000 });
    }
  });

  const noSshd = whyNoSshd();
  test.skipIf(noSshd)(
    `a host with OpenSSH is another one when it comes back with other host keys${noSshd ? ` (${noSshd})` : ''}`,
    async () => {
      const sshd = await startSshd();
      endings.push(() => sshd.stop());
      const { address: host, port, user, password } = sshd;
      const credential = await desk.keep('ssh', 'sshd', { user, password });
      const target = await watchDevice('sshd', { host, port }, { probe: 'ssh', credential, everyMs: 5_000 });
      await untilSucceeded(target, 1, 'ssh');

      await sshd.restart({ newHostKeys: true });

      await untilSaid('sshd', 'other_identity', /Nothing was sent to it/);
    },
  );

  describe('a device that speaks Modbus', () => {
    test('hangs, and is read again when it does not', async () => {
      const [device, target] = await watchModbus('hangs');
      await untilSucceeded(target, 1, 'modbus');
      const { values } = await desk.samples(target, 'room.temperature_celsius');
      expect(values.at(-1)).toBe(23.7);

      device.quirks.silent = true;
      await untilSaid('hangs', 'silent', /gave no answer within 500 ms/);
      device.quirks.silent = false;
      await untilSucceeded(target, 1, 'modbus');
    });

    test('has failed itself', async () => {
      await watchModbus('failure', { exception: 4 });

      await untilSaid('failure', 'failed', /exception 4/);
    });

    test('is something else', async () => {
      await watchModbusAt('no modbus', await startWeb());

      await untilSaid('no modbus', 'not_understood', /not as Modbus does/);
    });

    async function watchModbus(name: string, quirks = {}): Promise<[ModbusDevice, string]> {
      const registers = { holding: (address: number) => [453, 237][address] };
      const device = await startModbusDevice({ registers, quirks });
      endings.push(() => device.close());
      return [device, await watchModbusAt(name, device)];
    }

    function watchModbusAt(name: string, place: Place): Promise<string> {
      const settings = { profile: 'modbus-climate-sensor', timeout: '500ms' };
      return watchDevice(name, place, { probe: 'modbus', credential: null, settings, everyMs: 2_000 });
    }
  });
});

test('agent and collector were up all the time, and the healthy devices kept their rhythm', async () => {
  const intervals = (Date.now() - startedMs) / 1_000;
  for (const name of HEALTHY) {
    const { values } = await desk.samples(targetOf(name), 'probe.success', { probe: 'snmp' });
    expect(values.filter((value) => value === 1).length, name).toBeGreaterThan(intervals / 2);
    await expectNoSpike(desk, targetOf(name));
  }
  expect(agent.process.pid).toBe(pid);
  expect(agent.log.filter((line) => line.includes('"connected"'))).toHaveLength(1);
  expect(agent.log.filter((line) => /"level":"error"|^\s+at .*:\d+:\d+/.test(line))).toEqual([]);
  expect(wardLog.filter((line) => /"level":[56]0/.test(line))).toEqual([]);
  expect((await fetch(`${ward.url}/healthz`)).status).toBe(200);
});

interface Place {
  host: string;
  port: number;
}

async function startDevices(
  devices: readonly DeviceOptions[],
): Promise<[SimulatedDevice, ...SimulatedDevice[]]> {
  const responder = await startResponder({ devices });
  endings.push(() => responder.close());
  return responder.devices as [SimulatedDevice, ...SimulatedDevice[]];
}

async function startWeb() {
  const web = await startTalker('HTTP/1.1 400 Bad Request\r\n\r\n');
  endings.push(web.close);
  return web;
}

function watchSnmp(
  name: string,
  place: Place,
  settings: Record<string, unknown>,
  everyMs = 2_000,
): Promise<string> {
  return watchDevice(name, place, { credential: community, settings, everyMs });
}

async function watchDevice(
  name: string,
  { host, port }: Place,
  wish: Partial<WatchWish> & Pick<WatchWish, 'credential' | 'everyMs'>,
): Promise<string> {
  const settings = { ...wish.settings, port };
  const target = await desk.watch({ ...wish, name, address: host, zone: ZONE, settings });
  targets.set(name, target);
  return target;
}

/** A switch whose ports begin to count there when it is asked for the first time. */
async function watchCounting(
  name: string,
  { isWide, from }: { isWide: boolean; from: bigint },
): Promise<string> {
  let firstMs: number | undefined;
  const life = {
    ...steadyLife(),
    bytesIn(_port: number, nowMs: number) {
      firstMs ??= nowMs;
      return from + BigInt(Math.floor(((nowMs - firstMs) * BYTES_PER_SECOND) / 1_000));
    },
  };
  const [device] = await startDevices([{ table: new ObjectTable(simulatedSwitch({ name, isWide }, life)) }]);
  return watchSnmp(name, device, {}, 1_000);
}

/** Waits until the bytes of its first port were read some times more. */
function untilRead(name: string, times = 3): Promise<void> {
  return untilMore(
    times,
    () => portOne(desk, targetOf(name)),
    (value) => value !== null,
  );
}

/** Waits until it was asked some times more, and all went well. */
function untilSucceeded(target: string, times: number, probe = 'snmp'): Promise<void> {
  return untilMore(
    times,
    () => desk.samples(target, 'probe.success', { probe }),
    (value) => value === 1,
  );
}

async function untilMore(
  times: number,
  samples: () => Promise<{ values: (number | null)[] }>,
  counts: (value: number | null) => boolean,
): Promise<void> {
  const count = async () => (await samples()).values.filter(counts).length;
  const before = await count();
  await until(async () => expect(await count()).toBeGreaterThanOrEqual(before + times));
}

function untilSaid(name: string, state: ProbeState, says: RegExp): Promise<void> {
  return untilPolled(name, { state, sentence: expect.stringMatching(says), trouble: null });
}

function untilRefused(name: string, says: RegExp): Promise<void> {
  return untilPolled(name, {
    state: null,
    sentence: expect.stringMatching(says),
    trouble: 'refused_by_agent',
  });
}

function untilPolled(name: string, poll: object): Promise<void> {
  return until(async () =>
    expect(await desk.call('GET', `/api/v1/targets/${targetOf(name)}/polls`)).toMatchObject({
      polls: [poll],
    }),
  );
}

function targetOf(name: string): string {
  return targets.get(name) as string;
}
