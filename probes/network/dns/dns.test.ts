import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Dnsmasq, startDnsmasq } from '#scripts/servers/dnsmasq.ts';
import { otherLoopback } from '#scripts/servers/ipv6.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { closeBehind, closeLast, failure, figures, listener, never, options } from '../test-listeners.ts';
import { DnsConfig } from './config.ts';
import { dns } from './dns.ts';

const NOERROR = 0;
const SERVFAIL = 2;
const NXDOMAIN = 3;

const parsed = (settings: object) => DnsConfig.parse({ address: '127.0.0.1', ...settings });
const collect = (settings: object, signal = never) => dns.create(parsed(settings), options).collect(signal);

describeWith('dnsmasq', 'a real name server', () => {
  const long = 'x'.repeat(250);
  const zone = [
    '--host-record=www.example,10.1.0.30,fd00::30',
    '--mx-host=example,Mail.example,10',
    '--srv-host=_sip._tcp.example,sip.example,5060,10,5',
    '--txt-record=example,v=spf1 -all',
    `--txt-record=long.example,${long},${long},${long}`,
    '--cname=alias.example,www.example',
    '--auth-zone=example',
  ];
  let first: Dnsmasq;
  let second: Dnsmasq;
  let third: Dnsmasq;
  let port: number;
  beforeAll(async () => {
    first = await startDnsmasq([...zone, '--auth-server=ns.example,127.0.0.1', '--auth-soa=2024010103']);
    const late = [...zone, '--auth-server=ns.example,127.0.0.2', '--auth-soa=2024010101'];
    second = await startDnsmasq(late, '127.0.0.2', first.port);
    third = await startDnsmasq(['--ptr-record=30.0.1.10.in-addr.arpa,www.example'], otherLoopback);
    port = first.port;
  });
  afterAll(async () => {
    await first?.stop();
    await second?.stop();
    await third?.stop();
  });

  it('brings the time, the code, the number of answers and how long they hold', async () => {
    const read = figures((await collect({ port, name: 'www.example' })).readings);

    expect(read).toMatchObject({
      'dns_query.rcode_value www.example A': NOERROR,
      'dns_query.answers www.example A': 1,
      'dns_query.ttl_seconds www.example A': 600,
    });
    expect(read['dns_query.query_time_ms www.example A']).toBeGreaterThan(0);
  });

  it.each([
    ['A', 'www.example', '10.1.0.30'],
    ['AAAA', 'WWW.example.', 'FD00:0:0::0030'],
    ['MX', 'example', '10 mail.example.'],
    ['SRV', '_sip._tcp.example', '10 5 5060 sip.example'],
    ['TXT', 'example', 'v=spf1 -all'],
    ['CNAME', 'alias.example', 'www.example'],
    ['NS', 'example', 'ns.example'],
  ])('gives records of type %s', async (record, name, text) => {
    const asked = collect({ port, record, name, expect: [text], exact: true });

    await expect(asked).resolves.toMatchObject({ readings: expect.any(Array) });
  });

  it('over IPv6 gives the name of an address', async () => {
    const { address, port: other } = third;
    const asked = collect({
      address,
      port: other,
      record: 'PTR',
      name: '10.1.0.30',
      expect: ['www.example'],
    });

    await expect(asked).resolves.toMatchObject({ readings: expect.any(Array) });
  });

  it('is asked over TCP for what is too long for a datagram', async () => {
    const settings = parsed({ port, record: 'TXT', name: 'long.example', expect: [long.repeat(3)] });

    const { timings, readings } = (await dns.explain?.(settings, options, never)) ?? {};

    expect(timings).toMatchObject([{ step: 'TXT long.example', requests: 2 }]);
    expect(readings?.find(({ metric }) => metric === 'dns_query.rcode_value')?.word).toBe('noerror');
  });

  it.each([
    ['does not exist', { name: 'gone.example' }, 'wrong_answer', /NXDOMAIN, expected is NOERROR/],
    ['has no such record', { name: 'www.example', record: 'MX' }, 'wrong_answer', /no record of type MX/],
    [
      'leads elsewhere',
      { name: 'www.example', expect: ['10.1.0.31'] },
      'wrong_answer',
      /10\.1\.0\.30; missing: 10\.1\.0\.31/,
    ],
    [
      'is more than expected',
      { name: 'example', record: 'NS', exact: true },
      'wrong_answer',
      /not expected: ns\.example/,
    ],
    ['it does not serve', { name: 'elsewhere.test' }, 'denied', /REFUSED/],
    ['cannot be one', { name: `${'x'.repeat(64)}.example` }, 'misconfigured', /is no name/],
  ])('for a name that %s says so', async (_what, settings, state, message) => {
    expect(await failure(collect({ port, ...settings }))).toMatchObject({
      state,
      message: expect.stringMatching(message),
    });
  });

  it('may be expected to know that a name does not exist', async () => {
    const { readings } = await collect({ port, name: 'gone.example', expect_code: 'nxdomain' });

    expect(figures(readings)['dns_query.rcode_value gone.example A']).toBe(NXDOMAIN);
  });

  it('is compared with another server of its zone, and one that cannot be asked is named', async () => {
    const addresses: Record<string, string> = { 'ns2.example': '127.0.0.2', 'ns3.example': '127.0.0.9' };
    const config = parsed({ port, record: 'SOA', name: 'example', compare: Object.keys(addresses) });
    const probe = dns.create(config, { ...options, resolve: async (host) => addresses[host] ?? '' });

    const { readings, skipped } = await probe.collect(never);

    expect(figures(readings)).toMatchObject({
      'dns_query.soa_serial example SOA': 2_024_010_103,
      'dns_zone.serials_behind example ns2.example': 2,
    });
    expect(skipped).toEqual([{ what: 'ns3.example', why: expect.stringContaining('shut') }]);
  });

  it('that hangs is silent', async () => {
    first.pause();

    expect((await failure(collect({ port, name: 'www.example', timeout: '100ms' }))).state).toBe('silent');
    const overTcp = collect({ port, name: 'www.example', timeout: '100ms', transport: 'tcp' });
    expect(await failure(overTcp)).toMatchObject({
      state: 'silent',
      message: expect.stringContaining('takes the'),
    });
    first.resume();
  });
});

describe('a name server', () => {
  async function answering(answer: (question: Buffer) => readonly Buffer[]): Promise<number> {
    const socket = createSocket('udp4');
    closeBehind(() => socket.close());
    socket.on('message', (question, { port, address }) => {
      for (const reply of answer(question)) socket.send(reply, port, address);
    });
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    return (socket.address() as AddressInfo).port;
  }

  /** The question itself as an answer, with a code and records. */
  function replied(question: Buffer, rcode: number, records: readonly Buffer[] = []): Buffer {
    const head = Buffer.from(question);
    head.writeUInt16BE(0x8000 | rcode, 2);
    head.writeUInt16BE(records.length, 6);
    return Buffer.concat([head, ...records]);
  }

  const name = 'www.example';

  it('that cannot find out has failed, and its code is read', async () => {
    const port = await answering((question) => [replied(question, SERVFAIL)]);

    const { state, measurements } = await failure(collect({ port, name }));

    expect(state).toBe('failed');
    expect(figures(measurements?.readings)[`dns_query.rcode_value ${name} A`]).toBe(SERVFAIL);
  });

  it('is believed only in answers to this very question', async () => {
    const port = await answering((question) => {
      const forged = replied(question, NXDOMAIN);
      forged.writeUInt16BE((question.readUInt16BE(0) + 1) % 65_536, 0);
      const record = Buffer.from('c00c00010001000000050004' + '0a01001e', 'hex');
      return [Buffer.from('noise'), forged, replied(question, NOERROR, [record])];
    });

    expect((await collect({ port, name, expect: ['10.1.0.30'] })).readings).toHaveLength(4);
  });

  it.each([
    ['noise', () => Buffer.from('HTTP/1.1 400 Bad Request')],
    [
      'a name that points at itself',
      (question: Buffer) => replied(question, NOERROR, [Buffer.from('c01d', 'hex')]),
    ],
    ['half a record', (question: Buffer) => replied(question, NOERROR, [Buffer.from('c00c00', 'hex')])],
  ])('that answers %s is not understood, or has no answer', async (_what, answer) => {
    const port = await answering((question) => [answer(question)]);

    const { state } = await failure(collect({ port, name, timeout: '500ms' }));

    expect(['not_understood', 'wrong_answer']).toContain(state);
  });

  it('over TCP that answers something else, or nothing, is told so', async () => {
    const noise = await listener((socket) => socket.write('SSH-2.0-OpenSSH_9\r\n'.repeat(2_000)));
    const shut = await listener((socket) => socket.once('data', () => socket.destroy()));
    const settings = { name, transport: 'tcp', timeout: '5s' };

    expect((await failure(collect({ port: noise, ...settings }))).state).toBe('not_understood');
    expect((await failure(collect({ port: shut, ...settings }))).state).toBe('refused');
  });

  it('whose port is shut refuses', async () => {
    const port = await answering(() => []);
    await closeLast();

    expect((await failure(collect({ port, name }))).state).toBe('refused');
  });

  it('is left as soon as nobody waits any more', async () => {
    const port = await answering(() => []);
    const stopped = new AbortController();

    const asked = collect({ port, name, timeout: '10s' }, stopped.signal);
    setImmediate(() => stopped.abort(new Error('stopped')));

    await expect(asked).rejects.toThrow('stopped');
  });
});
