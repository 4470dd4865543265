import { createSocket, type Socket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testBus } from '../test-bus.ts';
import { figures, realOptions, running } from '../test-tree.ts';
import { parseChronyReply, readFloat } from './chrony.ts';
import { NtpConfig } from './config.ts';
import { createNtp } from './ntp.ts';
import { parseNtpdReply } from './ntpd.ts';
import { parseSntpReply } from './sntp.ts';

const NOBODY_LISTENS = 9;
const SECONDS_1900_TO_1970 = 2_208_988_800;

describe('the probe for the clock', () => {
  const sockets: Socket[] = [];
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'ward-ntp-'));
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.close();
    rmSync(directory, { recursive: true });
  });

  async function answering(answer: (request: Buffer) => Buffer): Promise<number> {
    const socket = createSocket('udp4');
    sockets.push(socket);
    socket.on('message', (request, { port, address }) => socket.send(answer(request), port, address));
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    return (socket.address() as AddressInfo).port;
  }

  async function collect(config: object) {
    const probe = createNtp(
      NtpConfig.parse({ chronyPort: NOBODY_LISTENS, ntpPort: NOBODY_LISTENS, timeoutMs: 300, ...config }),
      realOptions,
      join(directory, 'bus'),
    );
    const measurements = await probe.collect(running);
    await probe.close();
    return measurements;
  }

  it('asks chronyd, whose correction is what the clock is behind', async () => {
    const chronyPort = await answering(chronyReply);

    expect(figures(await collect({ chronyPort }))).toEqual({
      'ntp.offset_seconds chrony': -0.25,
      'ntp.stratum chrony': 3,
      'ntp.synchronized chrony': 1,
    });
  });

  it('asks ntpd when there is no chronyd', async () => {
    const ntpPort = await answering((request) => ntpdReply(request, 'leap=11, stratum=16, offset=-12.5'));

    expect(figures(await collect({ ntpPort }))).toEqual({
      'ntp.offset_seconds ntpd': 0.0125,
      'ntp.stratum ntpd': 16,
      'ntp.synchronized ntpd': 0,
    });
  });

  it('asks systemd-timesyncd when neither runs', async () => {
    const bus = await testBus(join(directory, 'bus'), (request) =>
      request.includes('NTPMessage') ? { signature: 'v', body: ntpMessage(1_000_000, 1_500_000) } : undefined,
    );

    expect(figures(await collect({}))).toEqual({
      'ntp.offset_seconds timesyncd': -0.5,
      'ntp.stratum timesyncd': 2,
      'ntp.synchronized timesyncd': 1,
    });
    bus.close();
  });

  it('compares the clock with configured servers', async () => {
    const ntpPort = await answering((request) => sntpReply(request, Date.now() - 10_000));
    const read = figures(await collect({ daemon: 'none', servers: ['127.0.0.1'], ntpPort }));

    expect(read['ntp.offset_seconds 127.0.0.1']).toBeGreaterThan(9);
    expect(read['ntp.offset_seconds 127.0.0.1']).toBeLessThan(11);
    expect(read['ntp.stratum 127.0.0.1']).toBe(2);
  });

  it('names each reason when nobody answers', async () => {
    const { readings, skipped } = await collect({ servers: ['127.0.0.1'] });

    expect(readings).toEqual([]);
    expect(skipped?.map(({ what }) => what)).toEqual(['chrony', 'ntpd', 'timesyncd', '127.0.0.1']);
    expect(skipped?.[2]?.why).toContain('ENOENT');
  });
});

describe('the protocols of clocks', () => {
  it('read numbers of chronyd, negative and small ones too', () => {
    const bytes = Buffer.alloc(4);
    for (const [exponent, coefficient] of [
      [1, 1 << 23],
      [-20, 12_345_678],
      [0, -(1 << 23)],
      [-64, 1],
      [63, -1],
    ] as const) {
      bytes.writeInt32BE((exponent << 25) | (coefficient & 0x1ffffff));
      expect(readFloat(bytes, 0)).toBe(coefficient * 2 ** (exponent - 25));
    }
  });

  it('refuse what is no answer to their question', () => {
    const request = Buffer.alloc(104);
    const refused = chronyReply(request);
    refused.writeUInt16BE(2, 8);

    expect(() => parseChronyReply(Buffer.alloc(10), 0)).toThrow('no reply');
    expect(() => parseChronyReply(refused, 0)).toThrow('status 2');
    expect(() => parseChronyReply(chronyReply(request), 7)).toThrow('another question');
    expect(() => parseNtpdReply(Buffer.alloc(3), 0)).toThrow('another question');
    expect(() => parseSntpReply(Buffer.alloc(20), Buffer.alloc(8), 0, 0)).toThrow('time server');
    expect(() => parseSntpReply(sntpReply(Buffer.alloc(48), 0), Buffer.alloc(8, 1), 0, 0)).toThrow(
      'another question',
    );
  });

  it('stay right beyond the turn of NTP in 2036', () => {
    const cookie = Buffer.alloc(8, 5);
    const request = Buffer.alloc(48, 5);
    const atMs = Date.UTC(2040, 0, 1);

    expect(parseSntpReply(sntpReply(request, atMs), cookie, atMs, atMs).offsetSeconds).toBeCloseTo(0, 6);
  });
});

function chronyReply(request: Buffer): Buffer {
  const reply = Buffer.alloc(104);
  reply.set([6, 2]);
  reply.writeUInt16BE(33, 4);
  reply.writeUInt16BE(5, 6);
  request.copy(reply, 16, 8, 12);
  reply.writeUInt16BE(3, 52);
  // 0.25: exponent 0, coefficient 2^23 of 2^25.
  reply.writeInt32BE(1 << 23, 68);
  return reply;
}

function ntpdReply(request: Buffer, text: string): Buffer {
  const reply = Buffer.alloc(12);
  reply.set([0x16, 0x82]);
  request.copy(reply, 2, 2, 4);
  reply.writeUInt16BE(text.length, 10);
  return Buffer.concat([reply, Buffer.from(text)]);
}

function sntpReply(request: Buffer, atMs: number): Buffer {
  const reply = Buffer.alloc(48);
  reply.set([0x24, 2]);
  request.copy(reply, 24, 40, 48);
  const seconds = (Math.floor(atMs / 1000) + SECONDS_1900_TO_1970) % 2 ** 32;
  const fraction = Math.floor(((atMs % 1000) / 1000) * 2 ** 32);
  for (const at of [32, 40]) {
    reply.writeUInt32BE(seconds, at);
    reply.writeUInt32BE(fraction, at + 4);
  }
  return reply;
}

/** A variant of leap, version, mode, stratum, precision, delay, dispersion, reference, four times, and what follows. */
function ntpMessage(hereUs: number, thereUs: number): Buffer {
  const signature = '(uuuuittayttttbtt)';
  const head = Buffer.concat([Buffer.from([signature.length]), Buffer.from(`${signature}\0`)]);
  const body = Buffer.alloc(112);
  for (const [i, value] of [0, 4, 4, 2].entries()) body.writeUInt32LE(value, 4 * i);
  body.writeInt32LE(-20, 16);
  body.writeUInt32LE(4, 40);
  for (const [i, value] of [hereUs, thereUs, thereUs, hereUs].entries())
    body.writeBigUInt64LE(BigInt(value), 48 + 8 * i);
  return Buffer.concat([head, Buffer.alloc((8 - (head.length % 8)) % 8), body]);
}
