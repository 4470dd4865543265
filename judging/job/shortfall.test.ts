import { expect, test } from 'vitest';
import { JobExpectations } from '#protocol/job.ts';
import { findLack, longestMs, successesLookedAt } from './shortfall.ts';

const expects = (expect: unknown) => JobExpectations.parse(expect);
const sizes = (...bytes: number[]) => bytes.map((one) => ({ bytes: one, durationMs: one * 10 }));

test('a backup of half the usual size is too small, once enough were seen', () => {
  const wanted = expects({ small: { shareOfMedian: 0.6 } });

  expect(findLack(wanted, { bytes: 50 }, sizes(100, 100))).toBeUndefined();
  expect(findLack(wanted, { bytes: 50 }, sizes(100, 90, 110))).toEqual({
    shortfall: 'too_small',
    what: 'bytes',
    found: 50,
    least: 60,
  });
  expect(findLack(wanted, { bytes: 60 }, sizes(100, 90, 110))).toBeUndefined();
});

test('what became smaller for good is the usual after a while', () => {
  const wanted = expects({ small: { shareOfMedian: 0.6, ofLast: 5 } });
  const before = sizes(50, 50, 50, 100, 100);

  expect(findLack(wanted, { bytes: 50 }, before)).toBeUndefined();
});

test('a fixed minimum counts from the first one on; what is not told is not missed', () => {
  const wanted = expects({ small: { bytes: 10, files: 180 } });

  expect(findLack(wanted, { bytes: 9 }, [])).toMatchObject({ what: 'bytes', least: 10 });
  expect(findLack(wanted, { bytes: 10, files: 179 }, [])).toMatchObject({
    what: 'files',
    found: 179,
    least: 180,
  });
  expect(findLack(wanted, {}, [])).toBeUndefined();
});

test('rows are measured where no bytes are told', () => {
  const wanted = expects({ small: { shareOfMedian: 0.5 } });
  const before = [{ count: 100 }, { count: 100 }, { count: 100 }];

  expect(findLack(wanted, { count: 49 }, before)).toMatchObject({ what: 'count', least: 50 });
});

test('a run that ended too soon, and one that goes on for too long', () => {
  const wanted = expects({
    short: { durationMs: 500, shareOfMedian: 0.5 },
    long: { timesMedian: 3, durationMs: 10_000 },
  });
  const before = sizes(200, 200, 200);

  expect(findLack(wanted, { durationMs: 900 }, before)).toMatchObject({
    shortfall: 'too_short',
    least: 1_000,
  });
  expect(findLack(wanted, { durationMs: 499 }, [])).toMatchObject({ shortfall: 'too_short', least: 500 });
  expect(longestMs(wanted, before)).toBe(6_000);
  expect(longestMs(wanted, [])).toBe(10_000);
  expect(longestMs(expects({}), before)).toBeUndefined();
  expect(successesLookedAt(wanted)).toBe(7);
});
