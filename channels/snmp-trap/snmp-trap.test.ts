import { createSocket, type Socket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { decodeNotification, encodeInformResponse } from '#probes/snmp/client/notification.ts';
import type { SnmpValue } from '#probes/snmp/snmp-session.ts';
import { openSecureReceiver } from '#probes/trap/secure-receiver.ts';
import { storm, T0, tellBy } from '../http-channel-suite.ts';
import { sampleCall, sampleEvent } from '../sample-call.ts';
import { ENTERPRISE, NOTIFICATIONS, OBJECTS, type ObjectName } from './oids.ts';
import { engineIdOf } from './session.ts';
import { snmpTrap } from './snmp-trap.ts';

const HOST = '127.0.0.1';
const wait = { timeout: 20_000 };

interface Heard {
  oid: string;
  values: Map<string, SnmpValue | undefined>;
}

let socket: Socket | undefined;
afterEach(() => {
  socket?.close();
  socket = undefined;
});

/** Ward's own receiver of traps, which was tested against Debian's sender; `isDeaf` hears and does not answer. */
async function receiver(options: { engineId?: string; isDeaf?: boolean } = {}) {
  const heard: Heard[] = [];
  const datagrams: Buffer[] = [];
  const add = (oid: string, varbinds: readonly { oid: string; value: SnmpValue | undefined }[]) =>
    heard.push({ oid, values: new Map(varbinds.map((each) => [each.oid, each.value])) });
  const own = createSocket('udp4');
  socket = own;
  const secure = await openSecureReceiver({
    users: [
      {
        user: 'ward',
        auth: 'sha256',
        auth_password: 'auth-secret',
        priv: 'aes',
        priv_password: 'priv-secret',
      },
    ],
    engineId: options.engineId ?? '8000b983800102030405060708090a0b0c',
    answer: (bytes, { address, port }) => own.send(bytes, port, address),
    onTrap: ({ oid, varbinds }) => add(oid, varbinds),
    onRefused: () => {},
  });
  own.on('message', (datagram, from) => {
    datagrams.push(datagram);
    if (options.isDeaf) return;
    const notification = decodeNotification(datagram);
    if (!notification) return secure.take(datagram, from);
    if (notification.community !== 'public') return;
    add(notification.trapOid, notification.varbinds);
    if (notification.kind === 'inform') own.send(encodeInformResponse(datagram), from.port, from.address);
  });
  await new Promise<void>((resolve) => own.bind(0, HOST, resolve));
  return { heard, datagrams, port: own.address().port };
}

const told = ({ values }: Heard, name: ObjectName) => {
  const value = values.get(`${ENTERPRISE}.1.${OBJECTS[name]}.0`);
  return value instanceof Uint8Array ? Buffer.from(value).toString() : value;
};
const v2 = (port: number, more: object = {}) => ({ host: HOST, port, community: 'public', ...more });
const v3 = (port: number, more: object = {}) => ({
  host: HOST,
  port,
  version: '3',
  user: 'ward',
  authPassword: 'auth-secret',
  privPassword: 'priv-secret',
  ...more,
});

describe('version 2c', () => {
  test.each(['trap', 'inform'])('sends each event as a %s with all that there is to know', async (send) => {
    const { heard, port } = await receiver();
    const events = [
      sampleEvent(T0),
      sampleEvent(T0, { state: 'resolved', resolvedAtMs: T0 + 1_000, resolution: 'recovered' }),
    ];

    const call = sampleCall(T0, { events, language: 'zh-CN', targetNames: { 'target-1': '机房一' } });
    const delivery = await tellBy(snmpTrap, v2(port, { send }), call);

    expect(delivery).toMatchObject({ delivered: true, answer: expect.stringMatching(/^2 /) });
    await vi.waitFor(() => expect(heard).toHaveLength(2), wait);
    expect(heard.map(({ oid }) => oid)).toEqual([`${ENTERPRISE}.0.1`, `${ENTERPRISE}.0.2`]);
    const [fired] = heard;
    expect(told(fired, 'target')).toBe('机房一');
    expect(told(fired, 'severity')).toBe(3);
    expect(told(fired, 'value')).toBe('91.2');
    expect(told(fired, 'labels')).toBe('path=/data');
    expect(told(fired, 'text')).toContain('磁盘空间告急');
    expect(told(fired, 'madeUp')).toBe(2);
  });

  test('an inform that nobody answers is worth another attempt', async () => {
    const { datagrams, port } = await receiver({ isDeaf: true });

    const delivery = await tellBy(snmpTrap, v2(port, { timeoutMs: 600 }));

    expect(delivery).toMatchObject({ delivered: false, retryable: true });
    expect(datagrams.length).toBeGreaterThan(1);
    expect(JSON.stringify(delivery)).not.toContain('public');
  });

  test('a test and a drill say that they are made up, and a storm is summed up', async () => {
    const { heard, port } = await receiver();

    await tellBy(snmpTrap, v2(port), sampleCall(T0, { test: true }));
    await tellBy(snmpTrap, v2(port), sampleCall(T0, { events: [], drill: { answerUrl: 'https://w/d' } }));
    await tellBy(snmpTrap, v2(port), storm());

    expect(told(heard[0], 'madeUp')).toBe(1);
    expect(heard[1]).toMatchObject({ oid: `${ENTERPRISE}.0.${NOTIFICATIONS.drill}` });
    expect(told(heard[1], 'link')).toBe('https://w/d');
    expect(heard[2].oid).toBe(`${ENTERPRISE}.0.${NOTIFICATIONS.storm}`);
    expect(told(heard[2], 'text')).toContain('9500 alerts');
    expect(heard).toHaveLength(6);
  });
});

describe('version 3', () => {
  test('informs are signed, encrypted and answered', async () => {
    const { heard, datagrams, port } = await receiver();

    const delivery = await tellBy(snmpTrap, v3(port), sampleCall(T0));

    expect(delivery).toMatchObject({ delivered: true, answer: '1 confirmed' });
    expect(told(heard[0], 'target')).toBe('web1');
    expect(Buffer.concat(datagrams).includes('web1')).toBe(false);
  });

  test('traps come from an engine of our own, whose time goes on', async () => {
    const engineId = engineIdOf({ engineId: '' }, 'ward1');
    const { heard, datagrams, port } = await receiver();

    for (const nowMs of [T0, T0 + 200_000]) {
      await tellBy(snmpTrap, v3(port, { send: 'trap', engineId }), sampleCall(nowMs));
    }

    await vi.waitFor(() => expect(heard).toHaveLength(2), wait);
    expect(engineId).toMatch(/^80007ed905[0-9a-f]{16}$/);
    const times = datagrams.map((datagram) => {
      // Engine, boots and time stand one after the other.
      const at = datagram.indexOf(Buffer.from(engineId, 'hex')) + engineId.length / 2;
      expect([...datagram.subarray(at, at + 3)]).toEqual([2, 1, 1]);
      return datagram.readUIntBE(at + 5, datagram[at + 4]);
    });
    expect(times[1] - times[0]).toBe(200);
  });

  test('another password is not taken', async () => {
    const { heard, port } = await receiver();

    const delivery = await tellBy(snmpTrap, v3(port, { authPassword: 'wrong-secret', timeoutMs: 900 }));

    expect(delivery).toMatchObject({ delivered: false, retryable: true });
    expect(JSON.stringify(delivery)).not.toContain('wrong-secret');
    expect(heard).toEqual([]);
  });
});

test.each([
  [{ community: '' }, 'community'],
  [{ version: '3' }, 'user,authPassword,privPassword'],
  [{ version: '3', user: 'a', auth: 'none', privPassword: 'long enough' }, 'priv'],
  [{ version: '3', user: 'a', authPassword: 'short', priv: 'none' }, 'authPassword'],
  [{ enterprise: '1.2.3' }, 'enterprise'],
])('%j is refused for its %s', (more, path) => {
  const result = snmpTrap.config.safeParse({ host: HOST, community: 'x', ...more });

  expect(result.error?.issues.map((issue) => issue.path.join('.')).join()).toBe(path);
});

test('the MIB names every object and notification by the number it is sent under', () => {
  const mib = readFileSync(new URL('WARD-MIB.txt', import.meta.url), 'utf8');
  const defined = (kind: string, under: string) => {
    const form = new RegExp(`^(\\w+) ${kind}\\n(?:(?!::=)[\\s\\S])*::= \\{ ${under} (\\d+) \\}`, 'gm');
    return Object.fromEntries([...mib.matchAll(form)].map(([, name, at]) => [name, Number(at)]));
  };
  const upper = (name: string) => name[0].toUpperCase() + name.slice(1);
  const named = (numbers: object, end: string) =>
    Object.fromEntries(Object.entries(numbers).map(([name, at]) => [`wardAlert${upper(name)}${end}`, at]));

  expect(defined('OBJECT-TYPE', 'wardAlertObjects')).toEqual(named(OBJECTS, ''));
  expect(defined('NOTIFICATION-TYPE', 'wardNotifications')).toEqual(named(NOTIFICATIONS, 'Event'));
  expect(mib).toContain(`enterprises ${ENTERPRISE.split('.').slice(6).join(' ')}`);
});
