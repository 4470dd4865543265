import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ProbeError } from '../../probe-error.ts';
import { DEFAULT_MANNERS, type SnmpManners } from '../snmp-session.ts';
import { TAG } from './ber.ts';
import { openSnmp } from './snmp-client.ts';
import {
  type Asked,
  answerFrom,
  echo,
  integer,
  none,
  response,
  startDevice,
  type TestDevice,
  table,
  type Varbind,
} from './test-device.ts';
import { createTransport, type SnmpTransport } from './transport.ts';

const name = '1.3.6.1.2.1.1.5.0';
const columns = ['1.3.6.1.2.1.2.2.1.1', '1.3.6.1.2.1.2.2.1.10', '1.3.6.1.2.1.2.2.1.16'];
const signal = new AbortController().signal;

let transport: SnmpTransport;
const devices: TestDevice[] = [];
beforeEach(() => {
  transport = createTransport();
});
afterEach(async () => {
  transport.close();
  await Promise.all(devices.splice(0).map((device) => device.close()));
});

/** For devices that stay silent. Where all is answered, a slow machine must not lead to repeats. */
const impatient = { timeoutMs: 25 };

/** A device, and a session with it. */
async function meet(
  answer: (asked: Asked, count: number) => readonly Uint8Array[],
  manners: Partial<SnmpManners> = {},
  version: '1' | '2c' = '2c',
) {
  const device = await startDevice(answer);
  devices.push(device);
  const settings = { address: '127.0.0.1', port: device.port, version, community: 'public' } as const;
  const session = openSnmp(settings, { ...DEFAULT_MANNERS, timeoutMs: 5_000, ...manners }, transport);
  return { device, session };
}

const stateOf = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => undefined,
    (reason) => reason,
  );
  return error instanceof ProbeError ? { state: error.state, message: error.message } : error;
};
const values = table(columns, 60);
const well = (asked: Asked) => [response(asked, answerFrom(values, asked))];
const number = (oid: string, value: number): Varbind => [oid, TAG.integer, integer(value)];

describe('a device that does not answer', () => {
  test('is silent after all attempts, and nothing is left waiting', async () => {
    const { session, device } = await meet(() => [], impatient);

    expect(await stateOf(session.get([name], signal))).toEqual({
      state: 'silent',
      message: expect.stringMatching(/^no answer from 127\.0\.0\.1:\d+ to 3 request\(s\) in 0\.1 s/),
    });
    expect(device.asked).toHaveLength(3);
    expect(session.figures).toEqual({ requests: 3, repeats: 2, values: 0, strayAnswers: 0 });
    expect(transport.figures.underWay).toBe(0);
  });

  test('whose port is closed refuses', async () => {
    const { session, device } = await meet(() => [], impatient);
    await device.close();
    devices.length = 0;

    expect(await stateOf(session.get([name], signal))).toMatchObject({ state: 'refused' });
  });

  test('is given up at once when the signal aborts', async () => {
    const { session } = await meet(() => [], { timeoutMs: 60_000 });
    const abort = new AbortController();

    const failed = stateOf(session.walk(columns, { maxRows: 10 }, abort.signal));
    const waiting = stateOf(session.get([name], abort.signal));
    await vi.waitFor(() => expect(session.figures.requests).toBe(1), { timeout: 20_000 });
    abort.abort();

    expect(await failed).toMatchObject({
      state: 'silent',
      message: expect.stringMatching(/^no answer from \S+ to 1 request/),
    });
    expect(await waiting).toMatchObject({ state: 'too_slow' });
    expect(transport.figures.underWay).toBe(0);
  });

  test('answers the last attempt, and that will do', async () => {
    const { session } = await meet(
      (asked, count) => (count === 3 ? [response(asked, [number(name, 7)])] : []),
      { timeoutMs: 100 },
    );

    expect(await session.get([name], signal)).toEqual([7]);
  });

  test('answers the first attempt late, and that will do as well', async () => {
    let first: Asked | undefined;
    const { session, device } = await meet(
      (asked, count) => {
        first ??= asked;
        return count === 2 ? [response(first, answerFrom(values, first))] : [];
      },
      { timeoutMs: 400 },
    );

    const [column] = await session.walk([columns[0]!], { maxRows: 20 }, signal);

    expect(column!.values).toHaveLength(20);
    expect(device.asked.map(({ repetitions }) => repetitions)).toEqual([21, 10]);
  });
});

describe('a device that answers wrongly', () => {
  test('with garbage only is not understood', async () => {
    const { session } = await meet(() => [Buffer.from('login: '), Buffer.alloc(0)], impatient);

    expect(await stateOf(session.get([name], signal))).toMatchObject({
      state: 'not_understood',
      message: expect.stringContaining('not SNMP'),
    });
    expect(session.figures.strayAnswers).toBeGreaterThanOrEqual(5);
  });

  test('with a truncated answer first is asked again', async () => {
    const { session } = await meet(
      (asked, count) => {
        const whole = response(asked, [number(name, 7)]);
        return [count === 1 ? whole.subarray(0, -3) : whole];
      },
      { timeoutMs: 400 },
    );

    expect(await session.get([name], signal)).toEqual([7]);
    expect(session.figures).toMatchObject({ repeats: 1, strayAnswers: 1 });
  });

  test('under ids that nobody gave, or twice, is counted and not believed', async () => {
    const { session } = await meet((asked) => [
      response(asked, [number(name, 1)], { id: asked.id ^ 1 }),
      response(asked, [number(name, 2)]),
      response(asked, [number(name, 3)]),
    ]);

    expect(await session.get([name], signal)).toEqual([2]);
    expect(await session.get([name], signal)).toEqual([2]);
    await vi.waitFor(() => expect(session.figures.strayAnswers).toBe(4), { timeout: 20_000 });
  });

  test('from another port is another one', async () => {
    const other = createSocket('udp4');
    const { session } = await meet((asked) => {
      other.send(response(asked, [number(name, 7)]), asked.from.port, asked.from.address);
      return [];
    }, impatient);

    expect(await stateOf(session.get([name], signal))).toMatchObject({
      state: 'other_identity',
      message: expect.stringMatching(/answered from 127\.0\.0\.1:\d+/),
    });
    expect(session.figures.strayAnswers).toBeGreaterThanOrEqual(2);
    other.close();
  });

  test('from another address is another one', async () => {
    const other = createSocket('udp4').bind(0, '127.0.0.2');
    await once(other, 'listening');
    const { session } = await meet((asked) => {
      other.send(response(asked, [number(name, 7)]), asked.from.port, asked.from.address);
      return [];
    }, impatient);

    expect(await stateOf(session.get([name], signal))).toMatchObject({
      state: 'other_identity',
      message: expect.stringContaining('answered from 127.0.0.2'),
    });
    other.close();
  });

  test('does not disturb the conversation with another device', async () => {
    const { session: bad } = await meet(() => [Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff])], impatient);
    const { session: good } = await meet(well);

    const [failure, [column]] = await Promise.all([
      stateOf(bad.get([name], signal)),
      good.walk([columns[0]!], { maxRows: 100 }, signal),
    ]);

    expect(failure).toMatchObject({ state: 'not_understood' });
    expect(column!.values).toHaveLength(60);
    expect(good.figures.strayAnswers).toBe(0);
  });

  test('with a .0 more or less than asked for is understood', async () => {
    const { session } = await meet((asked) => [
      response(asked, [number('1.3.6.1.2.1.1.5', 1), number('1.3.6.1.4.1.9.0', 2)]),
    ]);

    expect(await session.get([name, '1.3.6.1.4.1.9'], signal)).toEqual([1, 2]);
  });

  test('with fewer values than asked for is asked for the rest', async () => {
    const oids = [1, 2, 3, 4, 5].map((last) => `1.3.6.1.4.1.9.${last}`);
    const { session } = await meet((asked) => [
      response(
        asked,
        asked.oids.slice(0, 2).map((oid) => number(oid, Number(oid.at(-1)))),
      ),
    ]);

    expect(await session.get(oids, signal)).toEqual([1, 2, 3, 4, 5]);
  });

  test('about other things than asked for brings nothing, and ends', async () => {
    const { session } = await meet((asked) => [response(asked, [number('1.3.6.1.9.9', 1)])]);

    expect(await session.get([name, '1.3.6.1.4.1.9'], signal)).toEqual([undefined, undefined]);
  });
});

describe('a device with errors', () => {
  test.each([
    ['noSuchName in version 1', 2, '1'],
    ['genErr in version 2c', 5, '2c'],
  ] as const)('loses only the one that it is about: %s', async (_, status, version) => {
    const oids = [1, 2, 3, 4].map((last) => `1.3.6.1.4.1.9.${last}`);
    const { session } = await meet(
      (asked) => {
        const bad = asked.oids.findIndex((oid) => oid.endsWith('.2') || oid.endsWith('.3'));
        return bad < 0
          ? [
              response(
                asked,
                asked.oids.map((oid) => number(oid, 1)),
              ),
            ]
          : [response(asked, echo(asked), { status, index: bad + 1 })];
      },
      {},
      version,
    );

    expect(await session.get(oids, signal)).toEqual([1, undefined, undefined, 1]);
  });

  test('that does not say which one is asked for fewer, until the bad one is found', async () => {
    const oids = [1, 2, 3, 4, 5].map((last) => `1.3.6.1.4.1.9.${last}`);
    const { session } = await meet((asked) =>
      asked.oids.includes(oids[3]!)
        ? [response(asked, [], { status: 5 })]
        : [
            response(
              asked,
              asked.oids.map((oid) => number(oid, 1)),
            ),
          ],
    );

    expect(await session.get(oids, signal)).toEqual([1, 1, 1, undefined, 1]);
  });

  test('that finds a GET too big is asked for less, from then on', async () => {
    const oids = Array.from({ length: 16 }, (_, last) => `1.3.6.1.4.1.9.${last}`);
    const { session, device } = await meet((asked) => [
      asked.oids.length > 4
        ? response(asked, echo(asked), { status: 1 })
        : response(
            asked,
            asked.oids.map((oid) => number(oid, 1)),
          ),
    ]);

    expect(await session.get(oids, signal)).toEqual(oids.map(() => 1));
    device.asked.length = 0;
    expect(await session.get(oids, signal)).toEqual(oids.map(() => 1));
    expect(device.asked.slice(0, 3).map((asked) => asked.oids.length)).toEqual([4, 4, 4]);
  });

  test('that finds a walk too big is asked for fewer rows, then for fewer columns', async () => {
    const { session, device } = await meet((asked) => [
      asked.oids.length * asked.repetitions > 12 || asked.oids.length > 2
        ? response(asked, echo(asked), { status: 1 })
        : response(asked, answerFrom(values, asked)),
    ]);

    const walked = await session.walk(columns, { maxRows: 100 }, signal);

    expect(walked.map((column) => [column.values.length, column.end])).toEqual(
      columns.map(() => [60, 'whole']),
    );
    expect(device.asked[0]).toMatchObject({ kind: TAG.getBulk, repetitions: 25 });
    expect(device.asked.some(({ kind }) => kind === TAG.getNext)).toBe(true);
  });

  test('that refuses a column ends that column only', async () => {
    const { session } = await meet((asked) => {
      const bad = asked.oids.findIndex((oid) => oid.startsWith(columns[1]!));
      return bad < 0 ? well(asked) : [response(asked, echo(asked), { status: 5, index: bad + 1 })];
    });

    const walked = await session.walk(columns, { maxRows: 100 }, signal);

    expect(walked.map((column) => [column.values.length, column.end])).toEqual([
      [60, 'whole'],
      [0, 'refused'],
      [60, 'whole'],
    ]);
  });

  test('that does not let us see anything refuses', async () => {
    const { session } = await meet((asked) => [response(asked, echo(asked), { status: 16, index: 1 })]);

    expect(await stateOf(session.get([name], signal))).toMatchObject({ state: 'refused' });
    expect(await stateOf(session.walk(columns, { maxRows: 9 }, signal))).toMatchObject({ state: 'refused' });
  });

  test('in version 1 walks until noSuchName, column by column', async () => {
    const last = table([columns[0]!], 3);
    const { session } = await meet(
      (asked) => {
        const found = answerFrom(last, asked);
        const end = found.findIndex(([, tag]) => tag === TAG.endOfMibView);
        return [
          end < 0 ? response(asked, found) : response(asked, echo(asked), { status: 2, index: end + 1 }),
        ];
      },
      {},
      '1',
    );

    const walked = await session.walk(columns, { maxRows: 100 }, signal);

    expect(walked.map((column) => [column.values.length, column.end])).toEqual([
      [3, 'whole'],
      [0, 'whole'],
      [0, 'whole'],
    ]);
  });
});

describe('a device that is silent where it is too much', () => {
  test('for a table is asked for less, and more again after a while', async () => {
    const most = 30;
    const { session, device } = await meet(
      (asked) => (asked.oids.length * asked.repetitions > most ? [] : well(asked)),
      impatient,
    );

    const first = await session.walk(columns, { maxRows: 100 }, signal);
    expect(first.map((column) => column.values.length)).toEqual([60, 60, 60]);

    device.asked.length = 0;
    await session.walk(columns, { maxRows: 100 }, signal);
    await session.walk(columns, { maxRows: 100 }, signal);
    const sizes = device.asked.map(({ repetitions }) => repetitions);
    expect(Math.min(...sizes.slice(0, 3))).toBeLessThanOrEqual(12);
    expect(Math.max(...sizes)).toBeGreaterThan(sizes[0]!);
  });

  test('for several columns, or for GETBULK, is walked all the same', async () => {
    const { session } = await meet(
      (asked) => (asked.kind === TAG.getBulk || asked.oids.length > 1 ? [] : well(asked)),
      impatient,
    );

    const walked = await session.walk(columns, { maxRows: 5 }, signal);

    expect(walked.map((column) => column.values.length)).toEqual([5, 5, 5]);
  });

  test('for a GET is asked for less', async () => {
    const oids = Array.from({ length: 16 }, (_, last) => `1.3.6.1.4.1.9.${last}`);
    const { session } = await meet(
      (asked) =>
        asked.oids.length > 5
          ? []
          : [
              response(
                asked,
                asked.oids.map((oid) => number(oid, 1)),
              ),
            ],
      impatient,
    );

    expect(await session.get(oids, signal)).toEqual(oids.map(() => 1));
  });
});

describe('a walk', () => {
  test('ends where a device goes in circles', async () => {
    const { session } = await meet((asked) => [
      response(
        asked,
        asked.oids.flatMap((_, at) => [number(`${columns[at]}.${(asked.id % 3) + 1}`, 1)]),
      ),
    ]);

    const [column] = await session.walk([columns[0]!], { maxRows: 1_000 }, signal);

    expect(column!.end).toBe('not_increasing');
    expect(column!.values.length).toBeLessThanOrEqual(3);
  });

  test('ends where a device repeats itself', async () => {
    const { session } = await meet((asked) => [
      response(asked, [number(`${columns[0]}.7`, 1), number(`${columns[0]}.7`, 1)]),
    ]);

    const [column] = await session.walk([columns[0]!], { maxRows: 1_000 }, signal);

    expect(column).toEqual({ indexes: ['7'], values: [1], end: 'not_increasing' });
  });

  test('goes on over indexes whose order is not the order of their bytes', async () => {
    const indexes = [1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, 4_294_967_295];
    const rows = indexes.map((index) => number(`${columns[0]}.${index}`, 1));
    const { session } = await meet((asked) => [response(asked, answerFrom(rows, asked))], { repetitions: 3 });

    const [column] = await session.walk([columns[0]!], { maxRows: 1_000 }, signal);

    expect(column).toMatchObject({ indexes: indexes.map(String), end: 'whole' });
  });

  test('of a huge table stops at its limit', async () => {
    let row = 0;
    const { session } = await meet((asked) => [
      response(
        asked,
        Array.from({ length: Math.max(1, asked.repetitions) }, () => number(`${columns[0]}.${++row}`, row)),
      ),
    ]);

    const [column] = await session.walk([columns[0]!], { maxRows: 2_000 }, signal);

    expect(column!.values).toHaveLength(2_000);
    expect(column!.end).toBe('too_many_rows');
  });

  test('loses nothing where a device mixes up several columns', async () => {
    const { session } = await meet((asked) => [
      response(asked, answerFrom(values, { ...asked, oids: [asked.oids[0]!] })),
    ]);

    const walked = await session.walk(columns, { maxRows: 100 }, signal);

    expect(walked.map((column) => [column.values.length, column.end])).toEqual(
      columns.map(() => [60, 'whole']),
    );
  });

  test('of endless rows without values stops as well', async () => {
    let row = 0;
    const { session } = await meet((asked) => [
      response(
        asked,
        Array.from({ length: 10 }, () => [`${columns[0]}.${++row}`, TAG.null, none]),
      ),
    ]);

    const [column] = await session.walk([columns[0]!], { maxRows: 200 }, signal);

    expect(column).toEqual({ indexes: [], values: [], end: 'too_many_rows' });
  });

  test('of empty answers ends as refused', async () => {
    const { session } = await meet((asked) => [response(asked, [])]);

    const walked = await session.walk(columns, { maxRows: 10 }, signal);

    expect(walked.map(({ end }) => end)).toEqual(['refused', 'refused', 'refused']);
  });

  test('survives that the device restarts in the middle', async () => {
    let isDown = false;
    const { session } = await meet((asked, count) => {
      isDown = count === 2 || count === 3;
      return isDown ? [] : well(asked);
    }, impatient);

    const [column] = await session.walk([columns[0]!], { maxRows: 100 }, signal);

    expect(column).toMatchObject({ end: 'whole', values: expect.objectContaining({ length: 60 }) });
  });

  test('fails as silent when the device does not come back', async () => {
    const { session } = await meet((asked, count) => (count > 1 ? [] : well(asked)), impatient);

    expect(await stateOf(session.walk(columns, { maxRows: 100 }, signal))).toMatchObject({ state: 'silent' });
  });

  test('asks for no more rows than the table had the last time', async () => {
    const { session, device } = await meet(well);

    await session.walk(columns, { maxRows: 1_000 }, signal);
    device.asked.length = 0;
    const walked = await session.walk(columns, { maxRows: 1_000 }, signal);

    expect(walked.map((column) => column.values.length)).toEqual([60, 60, 60]);
    expect(device.asked.map(({ repetitions }) => repetitions)).toEqual([25, 25, 11]);
  });
});

describe('requests under way', () => {
  test.each([1, 3])('are at most %d at a device', async (inFlight) => {
    const held: Asked[] = [];
    const { session, device } = await meet(
      (asked) => {
        held.push(asked);
        return [];
      },
      { inFlight, timeoutMs: 10_000 },
    );

    const all = [1, 2, 3, 4, 5].map((last) => session.get([`1.3.6.1.4.1.9.${last}`], signal));
    for (let answered = 0; answered < 5; ) {
      await vi.waitFor(() => expect(device.asked.length).toBe(Math.min(5, answered + inFlight)), {
        timeout: 20_000,
      });
      expect(transport.figures.underWay).toBe(Math.min(inFlight, 5 - answered));
      for (const asked of held.splice(0)) {
        device.send(response(asked, [number(asked.oids[0]!, 1)]), asked.from);
        answered++;
      }
    }

    expect(await Promise.all(all)).toEqual([[1], [1], [1], [1], [1]]);
  });

  test('are limited over all devices, and use few sockets', async () => {
    transport.close();
    transport = createTransport({ maxUnderWay: 2, socketsPerFamily: 2 });
    const many = await Promise.all(
      Array.from({ length: 12 }, () => meet((asked) => [response(asked, [number(name, 7)])])),
    );
    const most: number[] = [];

    const all = await Promise.all(
      many.map(async ({ session }) => {
        const answer = await session.get([name], signal);
        most.push(transport.figures.underWay);
        return answer;
      }),
    );

    expect(all).toEqual(many.map(() => [7]));
    expect(Math.max(...most)).toBeLessThanOrEqual(2);
    expect(transport.figures.sockets).toBeLessThanOrEqual(2);
  });

  test('of a closed session fail, and closing twice is safe', async () => {
    const { session } = await meet(well);
    session.close();
    session.close();

    expect(await stateOf(session.get([name], signal))).toMatchObject({ state: 'failed' });
  });

  test('of a closed transport fail', async () => {
    const { session } = await meet(well);
    transport.close();
    transport.close();

    expect(await stateOf(session.get([name], signal))).toMatchObject({ state: 'failed' });
  });
});
