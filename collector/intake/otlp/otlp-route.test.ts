import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pb } from '../test-protobuf.ts';
import { NOW_MS, openTestDoors } from '../test-push.ts';

type Doors = ReturnType<typeof openTestDoors>;

const PROTOBUF = { authorization: 'Bearer secret', 'content-type': 'application/x-protobuf' };
const JSON_TYPE = { authorization: 'Bearer secret', 'content-type': 'application/json' };
const NANOS = BigInt(NOW_MS) * 1_000_000n;

function send(doors: Doors, payload: Buffer | object, headers: Record<string, string> = PROTOBUF) {
  const isBytes = Buffer.isBuffer(payload);
  return doors.app.inject({
    method: 'POST',
    url: '/v1/metrics',
    headers: isBytes ? headers : { ...JSON_TYPE, ...headers, 'content-type': 'application/json' },
    payload: isBytes ? payload : JSON.stringify(payload),
  });
}

const text = (value: string) => pb.bytes(1, value);
const attribute = (field: number, key: string, value: Buffer) =>
  pb.bytes(field, pb.message(pb.bytes(1, key), pb.bytes(2, value)));
const time = (ms = 0) => pb.fixed64(3, NANOS + BigInt(ms) * 1_000_000n);

/** A request of one resource and one scope. */
function request(resource: Readonly<Record<string, string>>, ...metrics: Buffer[]): Buffer {
  const attributes = Object.entries(resource).map(([key, value]) => attribute(1, key, text(value)));
  const scope = pb.bytes(1, pb.bytes(1, 'a.library'));
  return pb.bytes(
    1,
    pb.message(pb.bytes(1, pb.message(...attributes)), pb.bytes(2, pb.message(scope, ...metrics))),
  );
}

const metric = (name: string, unit: string, data: Buffer) =>
  pb.bytes(2, pb.message(pb.bytes(1, name), pb.bytes(2, 'what it is'), pb.bytes(3, unit), data));
const gauge = (name: string, ...points: Buffer[]) =>
  metric(name, '1', pb.bytes(5, pb.message(...points.map((point) => pb.bytes(1, point)))));
const sum = (name: string, temporality: number, isMonotonic: boolean, ...points: Buffer[]) =>
  metric(
    name,
    '{request}',
    pb.bytes(
      7,
      pb.message(
        ...points.map((point) => pb.bytes(1, point)),
        pb.varint(2, temporality),
        pb.varint(3, isMonotonic ? 1 : 0),
      ),
    ),
  );

const doubles = (...values: number[]) => Buffer.from(Float64Array.from(values).buffer);
const counts = (...values: bigint[]) => Buffer.from(BigUint64Array.from(values).buffer);

describe('POST /v1/metrics', () => {
  it('takes gauges and sums into rows of a target', async () => {
    const doors = openTestDoors();

    const answer = await send(
      doors,
      request(
        { 'host.name': 'web1', 'service.name': 'shop', 'os.type': 'linux', 'telemetry.sdk.name': 'x' },
        gauge('system.load', pb.message(time(), pb.double(4, 0.25))),
        gauge('queue', pb.message(time(), pb.fixed64(6, -3n), attribute(7, 'name', text('订单')))),
        sum('http.requests', 2, true, pb.message(time(), pb.fixed64(6, 2n ** 40n))),
        sum('http.active', 2, false, pb.message(time(), pb.fixed64(6, 5n))),
      ),
    );

    expect([answer.statusCode, answer.headers['content-type'], answer.rawPayload]).toEqual([
      200,
      'application/x-protobuf',
      Buffer.alloc(0),
    ]);
    expect(doors.samples()).toEqual([
      `target-of-web1 system.load{service.name="shop"} ${NOW_MS} 0.25`,
      `target-of-web1 _.queue{name="订单",service.name="shop"} ${NOW_MS} -3`,
      `target-of-web1 http.requests{service.name="shop"} ${NOW_MS} ${2 ** 40}`,
      `target-of-web1 http.active{service.name="shop"} ${NOW_MS} 5`,
    ]);
    expect(doors.schemas()[0]?.columns.map(({ kind, unit }) => `${kind} ${unit}`)).toEqual([
      'gauge 1',
      'gauge 1',
      'counter 1',
      'gauge 1',
    ]);
  });

  it('takes histograms as count, sum and buckets up to a bound', async () => {
    const doors = openTestDoors();
    const point = (at: number) =>
      pb.message(
        pb.fixed64(2, 1n),
        time(at),
        pb.fixed64(4, 6n),
        pb.double(5, 1.5),
        pb.bytes(6, counts(1n, 2n, 3n)),
        pb.bytes(7, doubles(0.1, 1)),
        attribute(9, 'route', text('/')),
        pb.double(11, 0.05),
        pb.double(12, 9),
      );
    const body = (at: number) =>
      request(
        { 'service.name': 'shop' },
        metric('http.duration', 's', pb.bytes(9, pb.message(pb.bytes(1, point(at)), pb.varint(2, 2)))),
      );

    await send(doors, body(0));
    await send(doors, body(1));

    const values = {
      'http.duration.count{route="/",service.name="shop"}': 6,
      'http.duration.sum{route="/",service.name="shop"}': 1.5,
      'http.duration.bucket{le="0.1",route="/",service.name="shop"}': 1,
      'http.duration.bucket{le="1",route="/",service.name="shop"}': 3,
      'http.duration.bucket{le="+Inf",route="/",service.name="shop"}': 6,
    };
    expect(doors.frames()).toEqual([
      { target: 'target-of-shop', timeMs: NOW_MS, values },
      { target: 'target-of-shop', timeMs: NOW_MS + 1, values },
    ]);
    expect(doors.schemas()).toHaveLength(1);
  });

  it('takes exponential histograms as count and sum, and summaries with their quantiles', async () => {
    const doors = openTestDoors();
    const quantile = (at: number, value: number) =>
      pb.bytes(6, pb.message(pb.double(1, at), pb.double(2, value)));

    await send(
      doors,
      request(
        {},
        metric(
          'a.b',
          'ms',
          pb.bytes(
            10,
            pb.message(pb.bytes(1, pb.message(time(), pb.fixed64(4, 2n), pb.double(5, 7))), pb.varint(2, 2)),
          ),
        ),
        metric(
          'c.d',
          'By',
          pb.bytes(
            11,
            pb.bytes(
              1,
              pb.message(
                time(),
                pb.fixed64(4, 3n),
                pb.double(5, 9),
                quantile(0.5, 2),
                quantile(0.99, Number.NaN),
              ),
            ),
          ),
        ),
      ),
    );

    expect(doors.samples()).toEqual([
      `target-of-otlp a.b.count ${NOW_MS} 2`,
      `target-of-otlp a.b.sum ${NOW_MS} 7`,
      `target-of-otlp c.d.count ${NOW_MS} 3`,
      `target-of-otlp c.d.sum ${NOW_MS} 9`,
      `target-of-otlp c.d{quantile="0.5"} ${NOW_MS} 2`,
      `target-of-otlp c.d{quantile="0.99"} ${NOW_MS} NaN`,
    ]);
  });

  it('takes times to the millisecond, and what has no recorded value as not read', async () => {
    const doors = openTestDoors();

    await send(
      doors,
      request(
        { 'host.name': 'h' },
        gauge('a.b', pb.message(pb.fixed64(3, 1_699_999_999_999_999_999n), pb.double(4, 1))),
        gauge('a.c', pb.message(pb.fixed64(3, 1_699_999_999_999_000_000n), pb.double(4, 1), pb.varint(8, 1))),
      ),
    );

    expect(doors.samples()).toEqual(['target-of-h a.b 1699999999999 1', 'target-of-h a.c 1699999999999 NaN']);
  });

  it('writes attributes of every type as text', async () => {
    const doors = openTestDoors();
    const list = pb.bytes(5, pb.message(pb.bytes(1, text('a')), pb.bytes(1, pb.varint(3, -1n))));
    const point = pb.message(
      time(),
      pb.double(4, 1),
      attribute(7, 'bool', pb.varint(2, 1)),
      attribute(7, 'int', pb.varint(3, -9_007_199_254_740_993n)),
      attribute(7, 'double', pb.double(4, 0.5)),
      attribute(7, 'list', list),
      attribute(7, 'map', pb.bytes(6, attribute(1, 'k', text('v')))),
      attribute(7, 'bytes', pb.bytes(7, Buffer.from([1, 2]))),
      attribute(7, 'none', Buffer.alloc(0)),
    );

    await send(doors, request({ 'host.name': 'h' }, gauge('a.b', point)));

    expect(doors.schemas()[0]?.columns[0]?.labels).toEqual({
      bool: 'true',
      int: '-9007199254740993',
      double: '0.5',
      list: '["a","-1"]',
      map: '{"k":"v"}',
      bytes: 'AQI=',
    });
  });

  it('says how many points can never be taken, and why, and keeps the others', async () => {
    const doors = openTestDoors();
    const point = pb.message(time(), pb.double(4, 1));
    const body = request(
      { 'host.name': 'h' },
      sum('d.delta', 1, true, point, point),
      sum('d.none', 0, true, point),
      gauge('d.future', pb.message(time(600_000), pb.double(4, 1))),
      gauge('d.no_time', pb.message(pb.double(4, 1))),
      gauge('good.one', point),
    );

    const answer = await send(doors, body);

    expect(answer.statusCode).toBe(200);
    const message =
      '2: delta temporality: send cumulative values, such as d.delta; 1: no aggregation temporality, such as d.none; 2: no time, or one that has yet to come, such as 1700000600000';
    const partial = pb.bytes(1, pb.message(pb.varint(1, 5), pb.bytes(2, message)));
    expect(answer.rawPayload.toString()).toBe(partial.toString());
    expect(doors.samples()).toEqual([`target-of-h good.one ${NOW_MS} 1`]);
    expect(doors.told).toHaveLength(3);
  });

  it.each([
    ['counts without bounds that fit', [1n, 2n], [1, 2]],
    ['bounds that fall', [1n, 2n, 3n], [2, 1]],
    [
      'more buckets than may be',
      Array.from({ length: 502 }, () => 1n),
      Array.from({ length: 501 }, (_, at) => at),
    ],
  ])('refuses a histogram with %s', async (_what, buckets, bounds) => {
    const doors = openTestDoors();
    const point = pb.message(
      time(),
      pb.fixed64(4, 6n),
      pb.bytes(6, counts(...buckets)),
      pb.bytes(7, doubles(...bounds)),
    );

    const answer = await send(
      doors,
      request({}, metric('a.b', '', pb.bytes(9, pb.message(pb.bytes(1, point), pb.varint(2, 2))))),
    );

    expect(answer.rawPayload.toString()).toContain(
      'bounds and counts of buckets that do not fit, such as a.b',
    );
    expect(doors.pushed).toEqual([]);
  });

  it('takes gzip', async () => {
    const doors = openTestDoors();
    const body = request({ 'host.name': 'h' }, gauge('a.b', pb.message(time(), pb.double(4, 1))));

    const answer = await send(doors, gzipSync(body), { ...PROTOBUF, 'content-encoding': 'gzip' });

    expect([answer.statusCode, doors.samples().length]).toEqual([200, 1]);
  });

  it.each([
    [{ authorization: 'Bearer guess' }, 401, 16],
    [{ 'content-type': 'text/plain' }, 415, 3],
    [{ 'content-encoding': 'zstd' }, 415, 3],
    [{ 'content-encoding': 'gzip' }, 400, 3],
  ])('with %j it answers %i', async (headers, status, code) => {
    const doors = openTestDoors();

    const answer = await send(doors, Buffer.from([0x0a, 0]), { ...PROTOBUF, ...(headers as object) });

    expect(answer.statusCode).toBe(status);
    const isJson = answer.headers['content-type'] === 'application/json';
    expect(isJson ? answer.json().code : answer.rawPayload[1]).toBe(code);
  });

  it('answers 503 with Retry-After when the journal takes nothing', async () => {
    const doors = openTestDoors();
    const body = request({ 'host.name': 'h' }, gauge('a.b', pb.message(time(), pb.double(4, 1))));

    doors.breakJournal(true);
    const full = await send(doors, body);
    doors.breakJournal(false);
    const taken = await send(doors, body);

    expect([full.statusCode, full.headers['retry-after'], full.rawPayload[1]]).toEqual([503, '30', 14]);
    expect([taken.statusCode, doors.schemas().length]).toEqual([200, 1]);
  });
});

describe('OTLP in JSON', () => {
  const point = {
    timeUnixNano: String(NANOS),
    asInt: '7',
    attributes: [{ key: 'a', value: { intValue: '5' } }],
  };
  const body = (name: string, data: object) => ({
    resourceMetrics: [
      {
        resource: { attributes: [{ key: 'host.name', value: { stringValue: 'web1' } }] },
        scopeMetrics: [{ scope: { name: 's' }, metrics: [{ name, unit: 'By', ...data, unknown: {} }] }],
      },
    ],
  });

  it('is taken like its binary form, answered in JSON', async () => {
    const doors = openTestDoors();

    const answer = await send(
      doors,
      body('disk.used', {
        sum: {
          aggregationTemporality: 2,
          isMonotonic: true,
          dataPoints: [point, { ...point, asInt: 8, attributes: [] }],
        },
      }),
    );

    expect([answer.statusCode, answer.headers['content-type'], answer.json()]).toEqual([
      200,
      'application/json',
      {},
    ]);
    expect(doors.samples()).toEqual([
      `target-of-web1 disk.used{a="5"} ${NOW_MS} 7`,
      `target-of-web1 disk.used ${NOW_MS} 8`,
    ]);
    expect(doors.schemas()[0]?.columns[0]).toMatchObject({ kind: 'counter', unit: 'B' });
  });

  it('may use the names of the .proto file, and words for what JSON has no numbers for', async () => {
    const doors = openTestDoors();
    const data_points = [
      { time_unix_nano: Number(NANOS), as_double: 'NaN' },
      {
        time_unix_nano: `${NANOS + 1_000_000n}`,
        asDouble: 2.5,
        attributes: [
          { key: 'list', value: { arrayValue: { values: [{ boolValue: true }, { doubleValue: 1.5 }] } } },
          { key: 'map', value: { kvlistValue: { values: [{ key: 'k', value: { bytesValue: 'AQI=' } }] } } },
        ],
      },
    ];

    await send(doors, body('disk.used', { gauge: { data_points } }));

    expect(doors.samples()).toEqual([
      `target-of-web1 disk.used ${NOW_MS} NaN`,
      `target-of-web1 disk.used{list="[true,1.5]",map="{\\"k\\":\\"AQI=\\"}"} ${NOW_MS + 1} 2.5`,
    ]);
  });

  it('histograms, exponential ones and summaries too', async () => {
    const doors = openTestDoors();
    const base = { timeUnixNano: String(NANOS), count: '3', sum: 1.5 };

    await send(
      doors,
      body('a.b', {
        histogram: {
          aggregationTemporality: 2,
          dataPoints: [{ ...base, bucketCounts: ['1', 2], explicitBounds: [0.5] }],
        },
      }),
    );
    await send(
      doors,
      body('c.d', {
        exponentialHistogram: { aggregationTemporality: 2, dataPoints: [{ ...base, scale: 3 }] },
      }),
    );
    await send(
      doors,
      body('e.f', { summary: { dataPoints: [{ ...base, quantileValues: [{ quantile: 1, value: 4 }] }] } }),
    );

    expect(
      doors.samples().map((line) => line.replace(`target-of-web1 `, '').replace(` ${NOW_MS}`, '')),
    ).toEqual([
      'a.b.count 3',
      'a.b.sum 1.5',
      'a.b.bucket{le="0.5"} 1',
      'a.b.bucket{le="+Inf"} 3',
      'c.d.count 3',
      'c.d.sum 1.5',
      'e.f.count 3',
      'e.f.sum 1.5',
      'e.f{quantile="1"} 4',
    ]);
  });

  it('says what was refused', async () => {
    const doors = openTestDoors();

    const answer = await send(
      doors,
      body('a.b', { sum: { aggregationTemporality: 1, dataPoints: [point] } }),
    );

    expect(answer.json()).toEqual({
      partialSuccess: {
        rejectedDataPoints: '1',
        errorMessage: '1: delta temporality: send cumulative values, such as a.b',
      },
    });
  });

  it.each([
    ['no JSON', '{', 'the body is not JSON'],
    ['no object', '[]', 'the body is [], an object is understood'],
    ['a list that is none', '{"resourceMetrics":{}}', 'the body.resourceMetrics is {}, a list is understood'],
    [
      'a word for an enum',
      JSON.stringify(body('a.b', { sum: { aggregationTemporality: 'AGGREGATION_TEMPORALITY_DELTA' } })),
      'sum.aggregationTemporality is "AGGREGATION_TEMPORALITY_DELTA"',
    ],
    [
      'a time that is none',
      JSON.stringify(body('a.b', { gauge: { dataPoints: [{ timeUnixNano: 'now' }] } })),
      'timeUnixNano is "now"',
    ],
  ])('refuses %s', async (_what, payload, message) => {
    const doors = openTestDoors();

    const answer = await send(doors, Buffer.from(payload), JSON_TYPE);

    expect([answer.statusCode, answer.json().code]).toEqual([400, 3]);
    expect(answer.json().message).toContain(message);
  });

  it('that is nested without end is refused', async () => {
    const doors = openTestDoors();
    let value = '{"stringValue":"x"}';
    for (let depth = 0; depth < 5_000; depth++) value = `{"arrayValue":{"values":[${value}]}}`;
    const payload = `{"resourceMetrics":[{"resource":{"attributes":[{"key":"a","value":${value}}]}}]}`;

    const answer = await send(doors, Buffer.from(payload), JSON_TYPE);

    expect([answer.statusCode, answer.json().message]).toEqual([
      400,
      expect.stringContaining('nested too deeply'),
    ]);
  });
});

describe('what means harm', () => {
  it('a gzip bomb is refused', async () => {
    const doors = openTestDoors();

    const answer = await send(doors, gzipSync(Buffer.alloc(40 * 1024 * 1024)), {
      ...PROTOBUF,
      'content-encoding': 'gzip',
    });

    expect(answer.statusCode).toBe(400);
    expect(answer.rawPayload.toString()).toContain('larger than 33554432 bytes when unpacked');
  });

  it('attributes within attributes without end are refused', async () => {
    const doors = openTestDoors();
    let value = text('x');
    for (let depth = 0; depth < 2_000; depth++) value = pb.bytes(5, pb.bytes(1, value));
    const point = pb.message(time(), pb.double(4, 1), attribute(7, 'deep', value));

    const answer = await send(doors, request({}, gauge('a.b', point)));

    expect(answer.statusCode).toBe(200);
    expect(answer.rawPayload.toString()).toContain('labels that are not UTF-8');
  });

  it('any bytes are answered, and never with a failure of ours', async () => {
    const doors = openTestDoors();
    const good = request(
      { 'host.name': 'h' },
      gauge('a.b', pb.message(time(), pb.double(4, 1), attribute(7, 'k', text('v')))),
      sum('c.d', 2, true, pb.message(time(), pb.fixed64(6, 2n))),
      metric(
        'e.f',
        's',
        pb.bytes(
          9,
          pb.message(
            pb.bytes(
              1,
              pb.message(time(), pb.fixed64(4, 1n), pb.bytes(6, counts(1n, 0n)), pb.bytes(7, doubles(1))),
            ),
            pb.varint(2, 2),
          ),
        ),
      ),
    );
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
          const answer = await send(doors, bytes.subarray(0, Math.max(1, length)));
          expect([200, 400]).toContain(answer.statusCode);
        },
      ),
      { numRuns: 150 },
    );
    doors.frames();
  });
});
