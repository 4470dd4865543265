import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ProbeType } from '#probes/probe.ts';
import { ProbeError } from '#probes/probe-error.ts';
import { createOpener, makeSealingKey, sealFor, sealingSubject } from '#protocol/sealing.ts';
import { type Discover, Discovered } from '#protocol/session.ts';
import { outwardProbe } from '../test-probes.ts';
import { createBounds } from './bounds.ts';
import { createDiscovery, type Discovery } from './discovery.ts';

const key = makeSealingKey();

let asked: { address: string; secret: string; atMs: number }[];
let underWay: number;
let most: number;
let said: Discovered[];
let isConnected: boolean;
let discovery: Discovery;
let recognise: NonNullable<ProbeType['recognise']>;

const snmp: ProbeType = {
  ...outwardProbe('snmp', () => ({ readings: [] })),
  recognise: (...asking) => recognise(...asking),
};

beforeEach(() => {
  recognise = async (config) => {
    const { address, secret } = config as { address: string; secret: string };
    asked.push({ address, secret, atMs: Date.now() });
    most = Math.max(most, ++underWay);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    underWay--;
    if (!address.endsWith('7') || secret !== 's3cret') throw new ProbeError('silent', 'no answer');
    const long = 'x'.repeat(999);
    return { profile: 'p', kind: 'switch', vendor: 'V', model: long, name: address, why: 'it said so' };
  };
  vi.useFakeTimers({ now: 0 });
  asked = [];
  said = [];
  underWay = 0;
  most = 0;
  isConnected = true;
  discovery = createDiscovery({
    types: [snmp],
    zone: 'z',
    allowed: ['snmp'],
    bounds: createBounds(['10.0.0.0/8']),
    open: createOpener(key),
    probeOptions: { procPath: '', sysPath: '', now: Date.now },
    monotonicMs: Date.now,
    say(discovered) {
      if (isConnected) said.push(Discovered.parse(discovered));
      return isConnected;
    },
  });
});

afterEach(() => {
  discovery.close();
  vi.useRealTimers();
});

describe('a sweep', () => {
  test('asks every address at the rate that was named, and tells what it found every two seconds', async () => {
    discovery.start(discover({ ranges: ['10.0.0.0/24'], rate: 50 }));

    await vi.advanceTimersByTimeAsync(2_000);
    expect(asked.length).toBeGreaterThan(90);
    expect(asked.length).toBeLessThan(110);
    expect(said).toMatchObject([{ id: 'd1', total: 254, done: false, error: '' }]);

    await vi.advanceTimersByTimeAsync(8_000);
    expect(said.at(-1)).toMatchObject({ asked: 254, total: 254, done: true, error: '' });
    const found = said.flatMap((each) => each.found);
    expect(found).toHaveLength(25);
    expect(found[0]).toMatchObject({ address: '10.0.0.7', probe: 'snmp', credential: 'c1' });
    expect(found[0]?.recognised?.name).toBe('10.0.0.7');
  });

  test('never has more than 64 addresses under way', async () => {
    discovery.start(discover({ ranges: ['10.0.0.0/22'], rate: 200 }));

    await vi.advanceTimersByTimeAsync(20_000);

    expect(most).toBe(64);
    expect(said.at(-1)?.done).toBe(true);
  });

  test('gives up an address that hangs', async () => {
    recognise = () => new Promise(() => {});
    discovery.start(discover({ ranges: ['10.0.0.1-10'] }));

    await vi.advanceTimersByTimeAsync(20_000);

    expect(said.at(-1)).toMatchObject({ asked: 10, done: true, found: [] });
  });

  test('that is stopped says so and asks nobody else', async () => {
    discovery.start(discover({ ranges: ['10.0.0.0/16'], rate: 50 }));
    await vi.advanceTimersByTimeAsync(1_000);
    discovery.stop('another');
    discovery.stop('d1');
    const before = asked.length;

    await vi.advanceTimersByTimeAsync(5_000);

    expect(said.at(-1)).toMatchObject({ id: 'd1', done: true, error: 'stopped' });
    expect(asked.length).toBeLessThanOrEqual(before + 1);
  });

  test('is one at a time', async () => {
    discovery.start(discover({}));
    discovery.start(discover({ id: 'd2' }));
    expect(said).toMatchObject([{ id: 'd2', done: true, error: expect.stringContaining('at the moment') }]);

    await vi.advanceTimersByTimeAsync(10_000);
    discovery.start(discover({ id: 'd3' }));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(said.at(-1)).toMatchObject({ id: 'd3', done: true, error: '' });
  });

  test('loses nothing that it found while there is no way to the collector', async () => {
    isConnected = false;
    discovery.start(discover({ ranges: ['10.0.0.1-20'] }));
    await vi.advanceTimersByTimeAsync(10_000);
    isConnected = true;

    discovery.connected();

    expect(said).toHaveLength(1);
    expect(said[0]).toMatchObject({ done: true, asked: 20 });
    expect(said[0]?.found.map(({ address }) => address)).toEqual(['10.0.0.7', '10.0.0.17']);
  });

  test.each([
    [{ ranges: ['10.0.0.0/8'] }, 'are too many'],
    [{ ranges: ['10.0.0.1', '192.0.2.1'] }, '192.0.2.1 lies outside of `bounds.addresses`'],
    [{ ranges: ['the lab'] }, 'is no range of addresses'],
    [{ credentials: [] }, 'no credential to try'],
    [{ credentials: [{ id: 'c', probe: 'ssh', settings: {} }] }, 'no probe "ssh" that asks targets'],
    [{ credentials: [{ id: 'c', probe: 'snmp', settings: { prot: 1 } }] }, 'do not fit'],
    [{ credentials: [{ id: 'c', probe: 'snmp', settings: {}, sealed: 'AAAA' }] }, 'cannot be opened'],
  ])('of %j is refused with the reason, and nobody is asked', async (more, error) => {
    discovery.start(discover(more));
    await vi.advanceTimersByTimeAsync(10);

    expect(said).toMatchObject([{ done: true, error: expect.stringContaining(error) }]);
    expect(asked).toEqual([]);
  });
});

function discover(more: Partial<Discover>): Discover {
  const sealed = sealFor(key.publicKey, '{"secret":"s3cret"}', sealingSubject.discover('d1'));
  const wrong = { id: 'c0', probe: 'snmp', settings: { secret: 'wrong' } };
  const right = { id: 'c1', probe: 'snmp', settings: {}, sealed };
  const open = { id: 'c2', probe: 'snmp', settings: { secret: 's3cret' } };
  const isFirst = more.id === undefined;
  return {
    type: 'discover',
    id: 'd1',
    ranges: ['10.0.0.1-3'],
    credentials: more.ranges?.[0]?.endsWith('-20') || !isFirst ? [wrong, open] : [right],
    rate: 50,
    ...more,
  };
}
