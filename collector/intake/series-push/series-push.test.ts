import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { promSeries, snappyLiteral } from '../test-protobuf.ts';
import { NOW_MS, openTestDoors } from '../test-push.ts';

type Doors = ReturnType<typeof openTestDoors>;

const series = (at: number, timeMs: number, host = 'web1') =>
  promSeries({ __name__: `x_${at}`, host }, [timeMs, at]);

async function write(doors: Doors, ...all: Buffer[]) {
  return doors.app.inject({
    method: 'POST',
    url: '/api/v1/write',
    headers: {
      authorization: 'Bearer secret',
      'content-type': 'application/x-protobuf',
      'content-encoding': 'snappy',
    },
    payload: snappyLiteral(Buffer.concat(all)),
  });
}

const some = (from: number, to: number, timeMs: number) =>
  Array.from({ length: to - from }, (_, each) => series(from + each, timeMs));

describe('series that come together', () => {
  it('share schemas of up to 32 columns, which are sent once', async () => {
    const doors = openTestDoors();

    await write(doors, ...some(0, 70, NOW_MS));
    await write(doors, ...some(0, 70, NOW_MS + 1));

    expect(doors.schemas().map(({ columns }) => columns.length)).toEqual([32, 32, 6]);
    expect(doors.frames()).toHaveLength(6);
    expect(doors.pushed[1]?.length).toBeLessThan(70 * 12);
  });

  it('share them in any order, and not with those of other targets or times', async () => {
    const doors = openTestDoors();
    await write(
      doors,
      series(1, NOW_MS),
      series(2, NOW_MS),
      series(3, NOW_MS + 1),
      series(4, NOW_MS, 'web2'),
    );

    await write(doors, series(2, NOW_MS + 5), series(1, NOW_MS + 5));

    expect(doors.frames().map(({ values }) => Object.keys(values))).toEqual([
      ['x.1', 'x.2'],
      ['x.3'],
      ['x.4'],
      ['x.1', 'x.2'],
    ]);
  });

  it('are cut by the end of a request: both parts are of one time, and what is missing was not read', async () => {
    const doors = openTestDoors();
    await write(doors, ...some(0, 8, NOW_MS));

    await write(doors, ...some(0, 5, NOW_MS + 1));
    await write(doors, ...some(5, 8, NOW_MS + 1));

    const [, first, second] = doors.frames().map(({ values }) => Object.values(values));
    expect(first).toEqual([0, 1, 2, 3, 4, Number.NaN, Number.NaN, Number.NaN]);
    expect(second).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN, 5, 6, 7]);
    expect(doors.schemas()).toHaveLength(1);
  });

  it('are laid out along the cut when it stays', async () => {
    const doors = openTestDoors();
    for (let time = 0; time < 6; time++) {
      if (time === 0) await write(doors, ...some(0, 8, NOW_MS));
      else {
        await write(doors, ...some(0, 4, NOW_MS + time));
        await write(doors, ...some(4, 8, NOW_MS + time));
      }
    }

    const unread = doors.frames().filter(({ values }) => Object.values(values).some(Number.isNaN));
    expect(unread.map(({ timeMs }) => timeMs)).toEqual([NOW_MS + 1, NOW_MS + 1]);
    expect(doors.schemas().map(({ columns }) => columns.length)).toEqual([8, 4, 4]);
  });

  it('part when one of them no longer comes: nothing is said of it', async () => {
    const doors = openTestDoors();
    await write(doors, ...some(0, 8, NOW_MS));

    const left = [...some(0, 3, NOW_MS + 1), ...some(4, 8, NOW_MS + 1)];
    await write(doors, ...left);

    const later = doors.frames().filter(({ timeMs }) => timeMs > NOW_MS);
    expect(later.map(({ values }) => Object.keys(values))).toEqual([
      ['x.0', 'x.1', 'x.2', 'x.4'],
      ['x.5', 'x.6', 'x.7'],
    ]);
  });

  it('may have several samples each', async () => {
    const doors = openTestDoors();
    const both = (at: number, from: number) =>
      promSeries({ __name__: `x_${at}`, host: 'h' }, [from, at], [from + 1, at + 10], [from + 2, at + 20]);

    await write(doors, both(1, NOW_MS), both(2, NOW_MS));
    await write(doors, both(1, NOW_MS + 3), both(2, NOW_MS + 3));

    expect(doors.frames().map(({ timeMs, values }) => [timeMs - NOW_MS, ...Object.values(values)])).toEqual([
      [0, 1, 2],
      [1, 11, 12],
      [2, 21, 22],
      [3, 1, 2],
      [4, 11, 12],
      [5, 21, 22],
    ]);
  });

  it('two that are one series of ours never share a schema', async () => {
    const doors = openTestDoors();

    await write(
      doors,
      promSeries({ __name__: 'a_b', x: '1', y: '2' }, [NOW_MS, 1]),
      promSeries({ __name__: 'a_b', y: '2', x: '1' }, [NOW_MS, 2]),
    );

    expect(doors.schemas().map(({ columns }) => columns.length)).toEqual([1, 1]);
  });

  it('however they are cut and mixed: every sample arrives, with its own value, and schemas come to an end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uniqueArray(fc.nat(11), { minLength: 1, maxLength: 12 }), {
          minLength: 1,
          maxLength: 25,
        }),
        async (requests) => {
          const doors = openTestDoors();
          for (const [time, wanted] of requests.entries())
            expect((await write(doors, ...wanted.map((at) => series(at, NOW_MS + time)))).statusCode).toBe(
              204,
            );

          const arrived = doors
            .frames()
            .flatMap(({ timeMs, values }) =>
              Object.entries(values).flatMap(([name, value]) =>
                Number.isNaN(value) ? [] : [`${name} ${timeMs - NOW_MS} ${value}`],
              ),
            );
          const sent = requests.flatMap((wanted, time) => wanted.map((at) => `x.${at} ${time} ${at}`));
          expect(arrived.toSorted()).toEqual(sent.toSorted());
          // Each tear halves: 12 series cannot be laid out more often than that.
          expect(doors.schemas().length).toBeLessThanOrEqual(12 * 5);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('limits', () => {
  it('series beyond those of a target are refused, the others taken, and idle ones make room', async () => {
    const doors = openTestDoors({ seriesPerTarget: 4 });

    const first = await write(doors, ...some(0, 6, NOW_MS));
    doors.pass(30_000);
    const second = await write(doors, ...some(4, 6, NOW_MS), series(9, NOW_MS, 'web2'));
    doors.pass(3_700_000);
    const third = await write(doors, ...some(4, 6, NOW_MS));

    expect(first.json().details).toEqual({ taken: 4, refused: 2 });
    expect(first.json().message).toContain(
      '2: more series than are allowed on one target, such as x_4{host="web1"}',
    );
    expect(second.json().details).toEqual({ taken: 1, refused: 2 });
    expect(third.statusCode).toBe(204);
  });

  it('hosts beyond those of the organisation are refused, the others taken', async () => {
    const doors = openTestDoors({ hosts: 1 });

    const answer = await write(doors, series(1, NOW_MS, 'a'), series(1, NOW_MS, 'b'), series(2, NOW_MS, 'a'));

    expect(answer.json().details).toEqual({ taken: 2, refused: 1 });
    expect(doors.told).toEqual(['too_many_targets 1 x_1{host="b"}']);
  });
});
