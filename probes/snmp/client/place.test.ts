import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { startSnmpd } from '#scripts/servers/snmpd.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { DEFAULT_MANNERS } from '../snmp-session.ts';
import { placeOf, showPlace } from './place.ts';
import { openSnmp } from './snmp-client.ts';
import { startDevice } from './test-device.ts';
import { createTransport } from './transport.ts';

const name = '1.3.6.1.2.1.1.5.0';
const hasIpv6 = networkInterfaces().lo?.some(({ family }) => family === 'IPv6') ?? false;

describe('the place of a device', () => {
  test.each([
    ['10.0.0.1', { family: 4, address: '10.0.0.1', sendTo: '10.0.0.1' }, '10.0.0.1:161'],
    ['2001:DB8:0:0::1', { family: 6, address: '2001:db8::1', sendTo: '2001:db8::1' }, '[2001:db8::1]:161'],
    ['::ffff:10.0.0.1', { family: 4, address: '10.0.0.1', sendTo: '10.0.0.1' }, '10.0.0.1:161'],
    ['FE80::1%eth0', { family: 6, address: 'fe80::1', sendTo: 'fe80::1%eth0' }, '[fe80::1%eth0]:161'],
  ])('is found in %s', (address, place, shown) => {
    expect(placeOf(address, 161)).toEqual({ ...place, port: 161 });
    expect(showPlace(placeOf(address, 161)!)).toBe(shown);
  });

  test.each(['core-1.example', '10.0.0', '', '10.0.0.1.example'])('has to be asked for: %s', (address) => {
    expect(placeOf(address, 161)).toBeUndefined();
  });
});

describe('an address', () => {
  const ask = async (address: string, port: number) => {
    const transport = createTransport();
    const settings = { address, port, version: '2c', community: 'public' } as const;
    const session = openSnmp(settings, { ...DEFAULT_MANNERS, timeoutMs: 30 }, transport);
    const failure = await session.get([name], new AbortController().signal).then(
      () => undefined,
      (error) => error,
    );
    transport.close();
    return failure && { state: failure.state, message: failure.message };
  };

  test('that is a name nobody knows is a mistake', async () => {
    const failure = await ask('no-such-device.invalid', 161);

    // Where there is no name server at all, nobody can say whether it is known.
    expect(failure.message).toMatch(/^the name no-such-device\.invalid /);
    expect(['misconfigured', 'silent']).toContain(failure.state);
  });

  test('to which nothing may be sent is told', async () => {
    expect(await ask('255.255.255.255', 161)).toEqual({
      state: 'refused',
      message: expect.stringContaining('may not send to 255.255.255.255:161'),
    });
  });

  test('with a port that is none fails, and nothing else', async () => {
    expect(await ask('127.0.0.1', 70_000)).toMatchObject({ state: 'failed' });
  });

  test('that is a name is asked for once', async () => {
    const device = await startDevice(({ bytes }) => {
      const answer = Buffer.from(bytes);
      answer[answer.indexOf(0xa0)] = 0xa2;
      return [answer];
    });

    expect(await ask('localhost', device.port)).toBeUndefined();
    await device.close();
  });
});

describeWith('snmpd', 'a real agent', () => {
  test.skipIf(!hasIpv6)('answers over IPv6, however its address is written', async () => {
    const transport = createTransport();
    const snmpd = await startSnmpd({ address: '::1' });
    const { port } = snmpd;

    for (const address of ['::1', '0:0:0:0:0:0:0:1']) {
      const session = openSnmp(
        { address, port, version: '2c', community: 'public' },
        DEFAULT_MANNERS,
        transport,
      );
      expect(await session.get([name], new AbortController().signal)).toEqual([
        new Uint8Array(Buffer.from('机房-sw1')),
      ]);
    }

    transport.close();
    await snmpd.stop();
  });
});
