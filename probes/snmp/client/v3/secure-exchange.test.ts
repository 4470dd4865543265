import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Snmpd, type SnmpdUser, startSnmpd } from '#scripts/servers/snmpd.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { ProbeError } from '../../../probe-error.ts';
import { DEFAULT_MANNERS, type SnmpManners } from '../../snmp-session.ts';
import type { UserCredential } from '../settings.ts';
import { openSnmp } from '../snmp-client.ts';
import { startDevice } from '../test-device.ts';
import { createTransport } from '../transport.ts';

const sysName = '1.3.6.1.2.1.1.5.0';
const signal = new AbortController().signal;
const auth = { auth_password: 'authpassword' };
const priv = { ...auth, priv_password: 'privpassword' };

/** Each with what the agent is told, and what the session is. */
const users: [SnmpdUser, Omit<UserCredential, 'version'>][] = [
  [
    { name: 'plain', level: 'noauth' },
    { user: 'plain', level: 'noAuthNoPriv' },
  ],
  [
    { name: 'md5', level: 'auth', auth: 'MD5' },
    { user: 'md5', level: 'authNoPriv', auth: 'md5', ...auth },
  ],
  [
    { name: 'sha', level: 'auth', auth: 'SHA' },
    { user: 'sha', level: 'authNoPriv', auth: 'sha', ...auth },
  ],
  [
    { name: 'sha224', level: 'auth', auth: 'SHA-224' },
    { user: 'sha224', level: 'authNoPriv', auth: 'sha224', ...auth },
  ],
  [
    { name: 'sha384', level: 'auth', auth: 'SHA-384' },
    { user: 'sha384', level: 'authNoPriv', auth: 'sha384', ...auth },
  ],
  [
    { name: 'sha512', level: 'auth', auth: 'SHA-512' },
    { user: 'sha512', level: 'authNoPriv', auth: 'sha512', ...auth },
  ],
  [
    { name: 'aes', level: 'priv', auth: 'SHA-256', priv: 'AES' },
    { user: 'aes', level: 'authPriv', auth: 'sha256', priv: 'aes', ...priv },
  ],
  [
    { name: 'des', level: 'priv', auth: 'MD5', priv: 'DES' },
    { user: 'des', level: 'authPriv', auth: 'md5', priv: 'des', ...priv },
  ],
  [
    { name: 'blumenthal', level: 'priv', auth: 'SHA', priv: 'AES-256' },
    { user: 'blumenthal', level: 'authPriv', auth: 'sha', priv: 'aes256b', ...priv },
  ],
  [
    { name: 'reeder', level: 'priv', auth: 'SHA', priv: 'AES-256-C' },
    { user: 'reeder', level: 'authPriv', auth: 'sha', priv: 'aes256r', ...priv },
  ],
];
const aes = users.find(([{ name }]) => name === 'aes')![1];
const sha = users.find(([{ name }]) => name === 'sha')![1];

describeWith('snmpd', 'SNMPv3 with a real agent', () => {
  const transport = createTransport();
  let snmpd: Snmpd;
  beforeAll(async () => {
    snmpd = await startSnmpd({ users: users.map(([user]) => user) });
  });
  afterAll(async () => {
    transport.close();
    await snmpd?.stop();
  });

  const open = (
    user: Omit<UserCredential, 'version'>,
    manners: Partial<SnmpManners> = {},
    port = snmpd.port,
  ) =>
    openSnmp(
      { address: '127.0.0.1', port, version: '3', ...user },
      { ...DEFAULT_MANNERS, timeoutMs: 5_000, ...manners },
      transport,
    );
  const nameOf = async (session: ReturnType<typeof open>) => {
    const [value] = await session.get([sysName], signal);
    return Buffer.from(value as Uint8Array).toString();
  };
  const failureOf = async (session: ReturnType<typeof open>) => {
    const error = await session.get([sysName], signal).catch((reason) => reason);
    if (!(error instanceof ProbeError)) throw new Error(`no failure but ${error}`);
    return { state: error.state, message: error.message };
  };

  test.each(users.map(([{ name }, user]) => [name, user] as const))('reads as user %s', async (_, user) => {
    const session = open(user);

    const [name, nothing] = await session.get([sysName, '1.3.6.1.2.1.1.99.0'], signal);
    const [indexes, octets] = await session.walk(
      ['1.3.6.1.2.1.2.2.1.1', '1.3.6.1.2.1.31.1.1.1.6'],
      { maxRows: 10 },
      signal,
    );

    expect(Buffer.from(name as Uint8Array).toString()).toBe('机房-sw1');
    expect(nothing).toBeUndefined();
    expect(indexes!.values.length).toBeGreaterThan(0);
    expect(octets!.indexes).toEqual(indexes!.indexes);
    expect(session.engineId).toMatch(/^80001f8804/);
    // Discovery, the values, the tables: the engine is learnt once.
    expect(session.figures).toMatchObject({ requests: 3, repeats: 0, strayAnswers: 0 });
  });

  test.each([
    ['an unknown user', { ...aes, user: 'nobody' }, 'wrong_secret', 'does not know the user nobody'],
    [
      'a wrong password',
      { ...aes, auth_password: 'wrongpassword' },
      'wrong_secret',
      'another authentication',
    ],
    ['a wrong digest', { ...sha, auth: 'md5' }, 'wrong_secret', 'another authentication'],
    [
      'a wrong privacy password',
      { ...aes, priv_password: 'wrongpassword' },
      'wrong_secret',
      'another privacy',
    ],
    ['a wrong cipher', { ...aes, priv: 'des' }, 'wrong_secret', 'another privacy'],
    [
      'privacy for a user without',
      { ...sha, ...priv, level: 'authPriv', priv: 'aes' },
      'misconfigured',
      'level',
    ],
    ['too low a level', { ...aes, level: 'authNoPriv' }, 'refused', 'raise the security level'],
  ] as const)('tells %s', async (_, user, state, message) => {
    expect(await failureOf(open(user, { timeoutMs: 60 }))).toEqual({
      state,
      message: expect.stringContaining(message),
    });
  });

  test('tells silence apart from wrong secrets', async () => {
    const session = open(aes, { timeoutMs: 20 });
    await nameOf(session);

    snmpd.pause();
    expect(await failureOf(session)).toMatchObject({ state: 'silent' });
    expect(await failureOf(session)).toMatchObject({ state: 'silent' });
    snmpd.resume();

    await vi.waitFor(async () => expect(await nameOf(session)).toBe('机房-sw1'), { timeout: 20_000 });
  });

  test('goes on after a restart, whose boots and time are others', async () => {
    const session = open(aes);
    await nameOf(session);
    const before = session.engineId;

    await snmpd.restart();

    expect(await nameOf(session)).toBe('机房-sw1');
    expect(session.engineId).toBe(before);
  });

  test('goes on when several are asked for at once', async () => {
    const session = open(aes, { inFlight: 4 });

    const names = await Promise.all([1, 2, 3, 4, 5, 6].map(() => nameOf(session)));

    expect(names).toEqual(names.map(() => '机房-sw1'));
  });

  test('is given up at once when the signal aborts', async () => {
    const session = open(aes, { timeoutMs: 60_000 });
    await nameOf(session);
    const abort = new AbortController();

    snmpd.pause();
    const failed = session.get([sysName], abort.signal);
    await vi.waitFor(() => expect(session.figures.requests).toBe(3), { timeout: 20_000 });
    abort.abort();

    await expect(failed).rejects.toMatchObject({ state: 'silent' });
    snmpd.resume();
    expect(await nameOf(session)).toBe('机房-sw1');
  });

  test('learns the engine of another device at the same address, which takes the user', async () => {
    const session = open(aes);
    await nameOf(session);
    const before = session.engineId;

    await snmpd.replace();

    expect(await nameOf(session)).toBe('机房-sw1');
    expect(session.engineId).not.toBe(before);
  });

  test('does not believe what was changed on the way', async () => {
    const inside = createSocket('udp4');
    const outside = await startDevice(({ bytes }) => {
      inside.send(bytes, snmpd.port, '127.0.0.1');
      return [];
    });
    let at = 0;
    inside.on('message', (bytes) => {
      const asked = outside.asked.at(-1)!;
      // Discovery is not signed: only what comes after it is changed, another byte each time.
      if (bytes.includes('aes')) {
        at += 7;
        bytes[at % bytes.length]! ^= 1;
      }
      outside.send(bytes, asked.from);
    });
    const session = open(aes, { timeoutMs: 10 }, outside.port);

    // How many messages of a question get through in time is the machine's affair.
    while (at <= 7 * 8) {
      const { state } = await failureOf(session);
      expect(['not_understood', 'silent', 'wrong_secret']).toContain(state);
    }
    inside.close();
    await outside.close();
  });

  test('tells another device at the same address that does not take the user', async () => {
    const own = await startSnmpd({ users: [users.find(([{ name }]) => name === 'aes')![0]] });
    const session = open(aes, {}, own.port);
    await nameOf(session);

    await own.replace({ users: [] });

    expect(await failureOf(session)).toEqual({
      state: 'other_identity',
      message: expect.stringContaining('was the device replaced?'),
    });
    await own.stop();
  });
});

describe('SNMPv3 with a device that misbehaves', () => {
  const meet = async (answer: (bytes: Buffer) => readonly Uint8Array[]) => {
    const transport = createTransport();
    const device = await startDevice(({ bytes }) => answer(bytes));
    const session = openSnmp(
      { address: '127.0.0.1', port: device.port, version: '3', ...aes },
      { ...DEFAULT_MANNERS, timeoutMs: 25 },
      transport,
    );
    const error = await session.get([sysName], signal).catch((reason) => reason);
    expect(transport.figures.underWay).toBe(0);
    transport.close();
    await device.close();
    return { state: error.state, message: error.message, figures: session.figures };
  };

  test('is silent when it says nothing', async () => {
    expect(await meet(() => [])).toMatchObject({ state: 'silent', figures: { requests: 3, repeats: 2 } });
  });

  test('is another one when it answers from elsewhere', async () => {
    const other = createSocket('udp4');
    const transport = createTransport();
    const device = await startDevice(({ bytes, from: asker }) => {
      other.send(bytes, asker.port, asker.address);
      return [];
    });
    const session = openSnmp(
      { address: '127.0.0.1', port: device.port, version: '3', ...aes },
      { ...DEFAULT_MANNERS, timeoutMs: 25 },
      transport,
    );

    await expect(session.get([sysName], signal)).rejects.toMatchObject({ state: 'other_identity' });

    other.close();
    transport.close();
    await device.close();
  });

  test('is not understood when it sends garbage, or our own datagram back', async () => {
    expect(await meet(() => [Buffer.from('hello')])).toMatchObject({ state: 'not_understood' });
    expect(await meet((bytes) => [bytes])).toMatchObject({ state: 'not_understood' });
  });

  test('is not believed when it answers without signature', async () => {
    // The tag of the question's PDU becomes that of an answer: well-formed, and below the user's level.
    const unsigned = (bytes: Buffer) => {
      const answer = Buffer.from(bytes);
      const at = answer.lastIndexOf(0xa0);
      answer[at] = 0xa2;
      return [answer];
    };

    expect(await meet(unsigned)).toMatchObject({ state: 'not_understood', figures: { strayAnswers: 3 } });
  });
});
