import { afterEach, expect, it, vi } from 'vitest';
import { Clock } from './clock.ts';

afterEach(() => {
  vi.useRealTimers();
});

it('goes by the collector when the clock of the browser is wrong', () => {
  vi.useFakeTimers({ now: 1_000_000 });
  const clock = new Clock();

  clock.adjust(1_090_000);
  expect(clock.now()).toBe(1_090_000);
  // The way of a message is no difference of clocks.
  clock.adjust(1_090_200);
  expect(clock.now()).toBe(1_090_000);
});

it('knows nothing newer than the last pulse while the connection is cut', () => {
  vi.useFakeTimers({ now: 1_000_000 });
  const clock = new Clock();
  clock.adjust(1_000_000);
  clock.tick();

  clock.lost();
  vi.setSystemTime(1_060_000);
  clock.tick();

  expect(clock.nowMs.value).toBe(1_060_000);
  expect(clock.knownMs.value).toBe(1_000_000);
  clock.adjust(1_060_000);
  clock.tick();
  expect(clock.knownMs.value).toBe(1_060_000);
});
