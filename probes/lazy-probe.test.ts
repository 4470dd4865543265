import { expect, it } from 'vitest';
import { lazyProbe } from './lazy-probe.ts';

const signal = new AbortController().signal;

it('loads with the first question, once, and closes what was loaded', async () => {
  const seen: string[] = [];
  const probe = lazyProbe(async () => {
    seen.push('loaded');
    return { collect: async () => ({ readings: [] }), close: async () => void seen.push('closed') };
  });

  await probe.close();
  expect(seen).toEqual([]);
  await Promise.all([probe.collect(signal), probe.collect(signal)]);
  await probe.close();

  expect(seen).toEqual(['loaded', 'closed']);
});

it('loads again what could not be loaded, and closes all the same', async () => {
  let tries = 0;
  const probe = lazyProbe(async () => {
    if (++tries === 1) throw new Error('not installed');
    return { collect: async () => ({ readings: [] }), close: async () => {} };
  });

  await expect(probe.collect(signal)).rejects.toThrow('not installed');
  await probe.close();
  await expect(probe.collect(signal)).resolves.toEqual({ readings: [] });
});
