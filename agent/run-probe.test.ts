import { expect, test } from 'vitest';
import type { Measurements, Probe } from '#probes/probe.ts';
import { runProbe } from './run-probe.ts';
import { testColumn } from './test-probes.ts';

const clocks = { wallMs: () => 5_000, monotonicMs: () => performance.now() };

test('what a probe brings comes back with the time at which it began', async () => {
  const readings = [{ column: testColumn('a.b'), value: 1 }];

  const { run } = runProbe(
    probeOf(async () => ({ readings })),
    { timeoutMs: 1_000, ...clocks },
  );

  expect(await run).toMatchObject({ ok: true, timeMs: 5_000, readings, facts: [], skipped: [], error: '' });
});

test.each([
  ['rejects', async () => Promise.reject(new Error('no such device'))],
  [
    'throws at once',
    () => {
      throw new Error('no such device');
    },
  ],
])('a probe that %s has failed, with its reason', async (_how, collect) => {
  const { run, settled } = runProbe(probeOf(collect), { timeoutMs: 1_000, ...clocks });

  expect(await run).toMatchObject({ ok: false, error: 'no such device', readings: [] });
  await settled;
});

test('a probe that takes too long has failed, is told to stop, and is busy until it has', async () => {
  let stopped = false;
  let isSettled = false;
  const { run, settled } = runProbe(
    probeOf(
      (signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            stopped = true;
            setTimeout(() => resolve({ readings: [] }), 30);
          });
        }),
    ),
    { timeoutMs: 20, ...clocks },
  );
  void settled.then(() => {
    isSettled = true;
  });

  expect(await run).toMatchObject({ ok: false, error: 'gave no answer within 0.02 s' });
  expect(stopped).toBe(true);
  expect(isSettled).toBe(false);
  await settled;
});

function probeOf(collect: (signal: AbortSignal) => Promise<Measurements>): Probe {
  return { collect, close: async () => {} };
}
