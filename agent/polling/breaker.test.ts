import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PROBE_STATES, type ProbeState } from '#protocol/probe-state.ts';
import { afterRun, afterSignOfLife, CLOSED, mayAsk } from './breaker.ts';

const MINUTE = 60_000;

/** Minutes at which a target that is due every `intervalMs` is asked, when it answers with these states. */
function asked(states: readonly ProbeState[], untilMs: number, intervalMs = MINUTE): number[] {
  const at: number[] = [];
  let breaker = CLOSED;
  for (let nowMs = 0; nowMs <= untilMs; nowMs += intervalMs) {
    if (!mayAsk(breaker, nowMs, intervalMs)) continue;
    const state = states[Math.min(at.length, states.length - 1)] as ProbeState;
    at.push(nowMs / MINUTE);
    breaker = afterRun(breaker, state, nowMs, intervalMs);
  }
  return at;
}

test('a target that does not answer is asked less and less often, up to every five minutes', () => {
  expect(asked(['silent'], 30 * MINUTE)).toEqual([0, 1, 2, 4, 8, 13, 18, 23, 28]);
});

test('where five intervals are more than five minutes, those are the longest pause', () => {
  expect(asked(['refused'], 300 * MINUTE, 10 * MINUTE)).toEqual([0, 10, 20, 40, 80, 130, 180, 230, 280]);
});

test('one answer ends it, whatever it says', () => {
  expect(asked(['silent', 'silent', 'silent', 'ok'], 8 * MINUTE)).toEqual([0, 1, 2, 4, 5, 6, 7, 8]);
  expect(asked(['silent', 'silent', 'silent', 'too_slow'], 6 * MINUTE)).toEqual([0, 1, 2, 4, 5, 6]);
});

test('after a wrong secret ten minutes pass, however short the interval and whatever came before', () => {
  expect(asked(['wrong_secret'], 25 * MINUTE)).toEqual([0, 10, 20]);
  expect(asked(['silent', 'wrong_secret'], 25 * MINUTE)).toEqual([0, 1, 11, 21]);
});

test('a sign of life ends the pause of a silent one, and never that after a wrong secret', () => {
  let silent = CLOSED;
  for (let run = 0; run < 9; run++) silent = afterRun(silent, 'silent', 0, MINUTE);
  const locked = afterRun(CLOSED, 'wrong_secret', 0, MINUTE);

  expect(mayAsk(silent, MINUTE, MINUTE)).toBe(false);
  expect(mayAsk(afterSignOfLife(silent), MINUTE, MINUTE)).toBe(true);
  expect(mayAsk(afterSignOfLife(locked), 599_999, MINUTE)).toBe(false);
});

test('no sequence of answers leaves a target without a question for longer than it may', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...PROBE_STATES), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1_000, max: 3_600_000 }),
      (states, intervalMs) => {
        let breaker = CLOSED;
        for (const state of states) breaker = afterRun(breaker, state, 0, intervalMs);
        const longest = Math.max(600_000, 5 * intervalMs);
        expect(mayAsk(breaker, longest, intervalMs)).toBe(true);
      },
    ),
  );
});
