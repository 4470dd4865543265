import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pb, promSeries, snappyLiteral, varint } from '../test-protobuf.ts';
import { NOW_MS, openTestDoors } from '../test-push.ts';

type Doors = ReturnType<typeof openTestDoors>;

const HEADERS = {
  authorization: 'Bearer secret',
  'content-type': 'application/x-protobuf',
  'content-encoding': 'snappy',
  'x-prometheus-remote-write-version': '0.1.0',
};

function send(doors: Doors, payload: Buffer, headers: Record<string, string> = {}) {
  return doors.app.inject({
    method: 'POST',
    url: '/api/v1/write',
    headers: { ...HEADERS, ...headers },
    payload,
  });
}

function write(doors: Doors, ...series: Buffer[]) {
  return send(doors, snappyLiteral(Buffer.concat(series)));
}

const web = (name: string, more: Record<string, string> = {}) => ({
  __name__: name,
  instance: 'web1:9100',
  ...more,
});

/** The mark of Prometheus behind the last sample; JavaScript would make another NaN of it. */
function ended(labels: Record<string, string>): Buffer {
  const bytes = promSeries(labels, [NOW_MS, 1]);
  bytes.set(Buffer.from('020000000000f07f', 'hex'), bytes.indexOf(Buffer.from('000000000000f03f', 'hex')));
  return bytes;
}

describe('what real senders have sent', () => {
  it.each(['vmagent-1.79', 'prometheus-2.42'])('%s', async (sender) => {
    const doors = openTestDoors();
    doors.pass(1e11);

    const answer = await send(doors, readFileSync(join(import.meta.dirname, 'fixtures', `${sender}.snappy`)));

    expect([answer.statusCode, answer.body]).toEqual([204, '']);
    const [{ target, timeMs, values }] = doors.frames();
    expect([target, timeMs]).toEqual([
      'target-of-localhost',
      sender.startsWith('vm') ? 1_795_302_179_064 : 1_795_302_184_669,
    ]);
    const site = sender.startsWith('vm') ? '' : ',site="b"';
    expect(values).toMatchObject({
      [`room.temperature_celsius{instance="localhost:29301",job="room",place="前门",rack="A 1"${site}}`]: 21.5,
      [`jobs.done_total{instance="localhost:29301",job="room"${site}}`]: 12,
      [`_.broken{instance="localhost:29301",job="room"${site}}`]: Number.NaN,
      [`_.up{instance="localhost:29301",job="room"${site}}`]: 1,
    });
  });

  it('metadata makes a counter of what its name does not show', async () => {
    const doors = openTestDoors();
    doors.pass(1e11);
    const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', name));

    await send(doors, fixture('prometheus-2.42.snappy'));
    await send(doors, fixture('prometheus-2.42-metadata.snappy'));
    await send(doors, fixture('prometheus-2.42.snappy'));

    const kinds = doors
      .schemas()
      .map(({ columns }) => Object.fromEntries(columns.map(({ metric, kind }) => [metric, kind])));
    expect(kinds).toMatchObject([
      { 'odd.pages': 'gauge', 'jobs.done_total': 'counter', 'room.temperature_celsius': 'gauge' },
      { 'odd.pages': 'counter', 'jobs.done_total': 'counter', 'room.temperature_celsius': 'gauge' },
    ]);
  });
});

describe('POST /api/v1/write', () => {
  it('has a target by instance, host or nodename, and keeps the port', async () => {
    const doors = openTestDoors();
    const of = (labels: Record<string, string>) => promSeries({ __name__: 'x_y', ...labels }, [NOW_MS, 1]);

    await write(
      doors,
      of({ instance: 'web1:9100', host: 'other' }),
      of({ instance: '[2001:db8::1]:9100' }),
      of({ instance: 'https://web2/health?x=1' }),
      of({ host: 'web3', cpu: '0' }),
      of({ nodename: 'web4' }),
      of({ job: 'rules' }),
    );

    expect(doors.samples()).toEqual([
      `target-of-web1 x.y{host="other",instance="web1:9100"} ${NOW_MS} 1`,
      `target-of-2001:db8::1 x.y{instance="[2001:db8::1]:9100"} ${NOW_MS} 1`,
      `target-of-web2 x.y{instance="https://web2/health?x=1"} ${NOW_MS} 1`,
      `target-of-web3 x.y{cpu="0"} ${NOW_MS} 1`,
      `target-of-web4 x.y{nodename="web4"} ${NOW_MS} 1`,
      `target-of-remote-write x.y{job="rules"} ${NOW_MS} 1`,
    ]);
  });

  it('has kind and unit by the end of the name', async () => {
    const doors = openTestDoors();
    const names = [
      'a_seconds_total',
      'a_bytes',
      'a_ratio',
      'a_seconds_sum',
      'a_seconds_count',
      'a_seconds_bucket',
      'a_b',
    ];

    await write(doors, ...names.map((name) => promSeries(web(name), [NOW_MS, 1])));

    expect(doors.schemas()[0]?.columns.map(({ metric, kind, unit }) => `${metric} ${kind} ${unit}`)).toEqual([
      'a.seconds_total counter s',
      'a.bytes gauge B',
      'a.ratio gauge 1',
      'a.seconds_sum counter s',
      'a.seconds_count counter 1',
      'a.seconds_bucket counter 1',
      'a.b gauge ',
    ]);
  });

  it('passes over the end of a series; NaN and infinity are not read', async () => {
    const doors = openTestDoors();

    const answer = await write(
      doors,
      promSeries(web('a_b'), [NOW_MS, 1]),
      promSeries(web('c_d'), [NOW_MS, Number.NaN]),
      promSeries(web('e_f'), [NOW_MS, Number.NEGATIVE_INFINITY]),
      ended(web('g_h')),
    );

    expect(answer.statusCode).toBe(204);
    expect(doors.frames().map(({ values }) => Object.values(values))).toEqual([[1, Number.NaN, Number.NaN]]);
    expect(doors.desks.remoteWrite.counts).toMatchObject({ samples: 3, staleMarkers: 1, refused: 0 });
  });

  it('passes over exemplars and native histograms, and counts them', async () => {
    const doors = openTestDoors();
    const name = pb.bytes(1, pb.message(pb.bytes(1, '__name__'), pb.bytes(2, 'a_b')));
    const sample = pb.bytes(2, pb.message(pb.double(1, 7), pb.varint(2, NOW_MS)));

    const answer = await write(
      doors,
      pb.bytes(1, pb.message(name, sample, pb.bytes(3, pb.double(2, 1)))),
      pb.bytes(1, pb.message(name, pb.bytes(4, pb.varint(1, 3)))),
    );

    expect(answer.statusCode).toBe(204);
    expect(doors.samples()).toEqual([`target-of-remote-write a.b ${NOW_MS} 7`]);
    expect(doors.desks.remoteWrite.counts.passedOver).toBe(2);
  });

  it('finds labels wherever protocol buffers allow them', async () => {
    const doors = openTestDoors();
    const label = (name: string, value: string) =>
      pb.bytes(1, pb.message(pb.bytes(1, name), pb.bytes(2, value)));
    const sample = (at: number) => pb.bytes(2, pb.message(pb.double(1, at), pb.varint(2, NOW_MS - at)));
    const odd = pb.bytes(1, pb.message(sample(2), label('__name__', 'a_b'), sample(1), label('x', 'y')));

    await write(doors, odd);
    await write(doors, odd);

    expect(doors.samples().map((line) => line.split(' ').slice(1).join(' '))).toEqual(
      [1, 2].flatMap(() => [`a.b{x="y"} ${NOW_MS - 2} 2`, `a.b{x="y"} ${NOW_MS - 1} 1`]),
    );
    expect(doors.schemas()).toHaveLength(1);
  });

  it('keeps what is good, counts what can never be taken, and names one of each kind', async () => {
    const doors = openTestDoors();
    const many = Object.fromEntries(Array.from({ length: 25 }, (_, at) => [`l${at}`, 'x']));
    const at = NOW_MS;
    const bad = [
      promSeries({ instance: 'web1' }, [at, 1], [at + 1, 2]),
      promSeries(web('a b'), [at, 1]),
      promSeries(web('a_b', many), [at, 1]),
      promSeries(web('a_b', { long: '界'.repeat(67) }), [at, 1]),
      promSeries(web('a_b', { long: '界'.repeat(68) }), [at, 1]),
      promSeries(web('a_c', { __proto__x: '' }), [at + 600_000, 1]),
      promSeries(web('a_d'), [0, 1], [-1, 1]),
      pb.bytes(1, pb.message(pb.bytes(1, pb.bytes(1, Buffer.from([0xff]))), pb.bytes(2, pb.varint(2, at)))),
    ];

    const first = await write(doors, ...bad, promSeries(web('ok_1'), [at, 1]));
    const again = await write(doors, ...bad, promSeries(web('ok_1'), [at + 1, 2]));

    expect(doors.samples()).toEqual([
      `target-of-web1 ok.1{instance="web1:9100"} ${at} 1`,
      `target-of-web1 ok.1{instance="web1:9100"} ${at + 1} 2`,
    ]);
    for (const answer of [first, again]) {
      expect(answer.statusCode).toBe(400);
      const { message, details } = answer.json();
      expect(details).toEqual({ taken: 1, refused: 10 });
      expect(message).toContain('3: no time, or one that has yet to come');
      expect(message).toContain('2: no metric name, such as {instance="web1"}');
      expect(message).toContain('1: more than 24 labels, such as a_b{');
      expect(message).toContain('2: a label of more than 200 bytes');
      expect(message).toContain('1: labels that are not UTF-8');
      expect(message.split('\n')).toHaveLength(1);
    }
    expect(doors.told.filter((line) => line.startsWith('no_name'))).toEqual(['no_name 2 {instance="web1"}']);
  });

  it.each([
    [{ authorization: 'Bearer guess' }, 401],
    [{ 'content-type': 'text/plain' }, 415],
    [{ 'content-type': 'application/x-protobuf;proto=io.prometheus.write.v2.Request' }, 415],
    [{ 'content-encoding': 'zstd' }, 415],
    [{ 'x-prometheus-remote-write-version': '2.0.0' }, 415],
    [{ 'content-type': 'application/x-protobuf;proto=prometheus.WriteRequest' }, 204],
    [{ authorization: `Basic ${Buffer.from('ward:secret').toString('base64')}` }, 204],
  ])('with %j it answers %i', async (headers, status) => {
    const doors = openTestDoors();
    const body = snappyLiteral(promSeries(web('a_b'), [NOW_MS, 1]));

    expect((await send(doors, body, headers as never)).statusCode).toBe(status);
    expect(doors.samples()).toHaveLength(status === 204 ? 1 : 0);
  });

  it('answers 503 with Retry-After when the journal takes nothing, and brings schemas along the next time', async () => {
    const doors = openTestDoors();
    const series = promSeries(web('a_b'), [NOW_MS, 1]);

    doors.breakJournal(true);
    const full = await write(doors, series);
    doors.breakJournal(false);
    doors.answers.push({ refused: [], schemasNeeded: ['00'] });
    const lost = await write(doors, series);
    const taken = await write(doors, series);

    expect([full.statusCode, full.headers['retry-after']]).toEqual([503, '30']);
    expect([lost.statusCode, lost.headers['retry-after']]).toEqual([503, '5']);
    expect(taken.statusCode).toBe(204);
    expect(doors.schemas()).toHaveLength(2);
  });

  it('asks anew where a host belongs once a target is gone', async () => {
    const doors = openTestDoors();
    await write(doors, promSeries(web('a_b'), [NOW_MS, 1]));
    doors.targets.set('web1', 'another');
    doors.desks.remoteWrite.targetGone();

    await write(doors, promSeries(web('a_b'), [NOW_MS + 1, 1]));

    expect(doors.frames().map(({ target }) => target)).toEqual(['target-of-web1', 'another']);
  });
});

describe('what means harm', () => {
  it.each([
    [
      'a bomb of 4 GB',
      Buffer.concat([varint(0xffff_ffff), Buffer.from([0, 1])]),
      413,
      '4294967295 bytes when unpacked',
    ],
    ['no snappy', Buffer.from([5, 1, 0]), 400, 'the body is no snappy block'],
    ['nothing', Buffer.alloc(0), 400, 'the body is no snappy block: the block ends inside its length'],
    [
      'a number without an end',
      snappyLiteral(Buffer.alloc(30, 0xff)),
      400,
      'the body is no WriteRequest: a number of more than 64 bits',
    ],
    [
      'a series that is cut',
      snappyLiteral(Buffer.from([0x0a, 9, 0x0a, 9])),
      400,
      'the body is no WriteRequest: a length that reaches beyond',
    ],
  ])('%s is refused', async (_what, body, status, message) => {
    const doors = openTestDoors();

    const answer = await send(doors, body);

    expect(answer.statusCode).toBe(status);
    expect(answer.json().message).toContain(message);
    expect(doors.desks.remoteWrite.counts.malformed).toBe(1);
    expect(doors.pushed).toEqual([]);
  });

  it('more samples than a request may have are refused, and nothing of it is kept', async () => {
    const doors = openTestDoors();
    const sample = pb.bytes(2, pb.varint(2, NOW_MS));
    const name = pb.bytes(1, pb.message(pb.bytes(1, '__name__'), pb.bytes(2, 'a_b')));
    const body = pb.bytes(1, Buffer.concat([name, ...Array.from({ length: 100_001 }, () => sample)]));

    const answer = await write(doors, body);

    expect([answer.statusCode, answer.json().code]).toEqual([413, 'too_large']);
    expect(doors.pushed).toEqual([]);
  });

  it('a hundred thousand labels on one series are refused', async () => {
    const doors = openTestDoors();
    // A label of twelve bytes each: a name of seven letters, and "x".
    const labels = Array.from({ length: 100_000 }, (_, at) => `\n\f\n\x07l${100_000 + at}\x12\x01x`).join('');
    const sample = pb.bytes(2, pb.varint(2, NOW_MS));

    const answer = await write(
      doors,
      pb.bytes(1, Buffer.concat([Buffer.from(labels, 'latin1'), sample])),
      promSeries(web('c_d'), [NOW_MS, 1]),
    );

    expect(answer.json().message).toContain('more than 24 labels');
    expect(answer.json().details).toEqual({ taken: 1, refused: 1 });
  });

  it('any bytes are answered, and never with a failure of ours', async () => {
    const doors = openTestDoors();
    const good = Buffer.concat([
      promSeries(web('a_b'), [NOW_MS, 1]),
      promSeries(web('c_d', { e: 'f' }), [NOW_MS, 2]),
    ]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.nat(good.length - 1), byte: fc.nat(255) }), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.nat(good.length),
        async (changes, length) => {
          const bytes = Buffer.from(good);
          for (const { at, byte } of changes) bytes[at] = byte;
          const answer = await write(doors, bytes.subarray(0, Math.max(1, length)));
          expect([204, 400]).toContain(answer.statusCode);
        },
      ),
      { numRuns: 150 },
    );
    doors.frames();
  });
});
