import fc from 'fast-check';
import { expect, test } from 'vitest';
import { availability, type Outage, together } from './availability.ts';

const DAY = { fromMs: 0, toMs: 100 };
const outage = (fromMs: number, toMs: number, more: Partial<Outage> = {}): Outage => ({
  fromMs,
  toMs,
  planned: [],
  unknown: [],
  ...more,
});

test('what nothing happened to was up all the time', () => {
  expect(availability(DAY, [], [])).toEqual({
    ...DAY,
    upMs: 100,
    downMs: 0,
    maintenanceMs: 0,
    unknownMs: 0,
    share: 1,
    down: [],
  });
});

test('an outage counts within the time that is asked for, and two at once count once', () => {
  expect(availability(DAY, [outage(-20, 10), outage(5, 20), outage(90, 300)], [])).toMatchObject({
    upMs: 70,
    downMs: 30,
    share: 0.7,
    down: [
      { fromMs: 0, toMs: 20 },
      { fromMs: 90, toMs: 100 },
    ],
  });
});

test('planned work is no downtime, as far as it goes', () => {
  const planned = [{ fromMs: 0, toMs: 30 }];

  expect(availability(DAY, [outage(10, 40, { planned })], [])).toMatchObject({
    upMs: 70,
    maintenanceMs: 20,
    downMs: 10,
    down: [{ fromMs: 30, toMs: 40 }],
  });
});

test('planned work on one thing excuses no other trouble at the same time', () => {
  const planned = [{ fromMs: 0, toMs: 100 }];

  expect(availability(DAY, [outage(10, 40, { planned }), outage(20, 30)], [])).toMatchObject({
    maintenanceMs: 20,
    downMs: 10,
  });
});

test('planned work in which all was well is up', () => {
  expect(availability(DAY, [outage(10, 20, { planned: [{ fromMs: 0, toMs: 100 }] })], [])).toMatchObject({
    upMs: 90,
    maintenanceMs: 10,
    share: 1,
  });
});

test('what another trouble hid, and when nobody listened, is unknown and neither up nor down', () => {
  const hidden = outage(10, 40, { unknown: [{ fromMs: 20, toMs: 90 }] });

  expect(availability(DAY, [hidden], [{ fromMs: 60, toMs: 80 }])).toMatchObject({
    upMs: 50,
    downMs: 10,
    unknownMs: 40,
    down: [{ fromMs: 10, toMs: 20 }],
  });
});

test('of what nobody knows anything there is no share', () => {
  expect(availability(DAY, [], [DAY])).toMatchObject({ upMs: 0, unknownMs: 100, share: null });
});

test('targets of a group are added', () => {
  const each = [availability(DAY, [outage(0, 50)], []), availability(DAY, [], [])];

  expect(together(DAY, each)).toEqual({
    ...DAY,
    upMs: 150,
    downMs: 50,
    maintenanceMs: 0,
    unknownMs: 0,
    share: 0.75,
  });
});

test('every moment is counted as one thing, as somebody would who looks at each of them', () => {
  const span = fc
    .tuple(fc.integer({ min: -10, max: 60 }), fc.integer({ min: 0, max: 30 }))
    .map(([fromMs, length]) => ({ fromMs, toMs: fromMs + length }));
  const spans = fc.array(span, { maxLength: 3 });
  const anyOutage = fc
    .record({ span, planned: spans, unknown: spans })
    .map(({ span: { fromMs, toMs }, planned, unknown }) => ({ fromMs, toMs, planned, unknown }));
  const asked = { fromMs: 0, toMs: 50 };
  const holds = (all: readonly { fromMs: number; toMs: number }[], at: number) =>
    all.some(({ fromMs, toMs }) => fromMs <= at && at < toMs);

  fc.assert(
    fc.property(fc.array(anyOutage, { maxLength: 4 }), spans, (outages, deaf) => {
      const counted = { upMs: 0, downMs: 0, maintenanceMs: 0, unknownMs: 0 };
      for (let at = asked.fromMs; at < asked.toMs; at++) {
        const now = outages.filter((one) => holds([one], at));
        if (holds(deaf, at) || now.some((one) => holds(one.unknown, at))) counted.unknownMs++;
        else if (now.some((one) => !holds(one.planned, at))) counted.downMs++;
        else if (now.length > 0) counted.maintenanceMs++;
        else counted.upMs++;
      }

      expect(availability(asked, outages, deaf)).toMatchObject(counted);
    }),
  );
});
