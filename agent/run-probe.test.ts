import { describe, expect, test } from 'vitest';
import type { Measurements, Probe } from '#probes/probe.ts';
import { ProbeError } from '#probes/probe-error.ts';
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

test('a probe that says how it failed is believed, with what it read until then', async () => {
  const measurements = {
    readings: [{ column: testColumn('a.b'), value: 1 }],
    skipped: [{ what: 'c', why: 'd' }],
  };
  const error = new ProbeError('wrong_secret', 'the password is not accepted', { measurements });

  const { run } = runProbe(
    probeOf(() => Promise.reject(error)),
    { timeoutMs: 1_000, ...clocks },
  );

  expect(await run).toMatchObject({
    ok: false,
    state: 'wrong_secret',
    error: 'the password is not accepted',
    ...measurements,
  });
});

test('a failure without a word for it is just that', async () => {
  const { run } = runProbe(
    probeOf(() => Promise.reject(new Error('no such device'))),
    { timeoutMs: 1_000, ...clocks },
  );

  expect(await run).toMatchObject({ ok: false, state: 'failed' });
});

describe('when its time is over', () => {
  const options = { timeoutMs: 20, lastWordMs: 1_000, ...clocks };
  const measurements = { readings: [{ column: testColumn('a.b'), value: 1 }] };

  test('a probe may still say what it read', async () => {
    const slow = new ProbeError('too_slow', 'three of five tables', { measurements });
    const { run } = runProbe(probeOf(onAbort((_, reject) => setTimeout(reject, 20, slow))), options);

    expect(await run).toMatchObject({ state: 'too_slow', ...measurements });
  });

  test('a probe that ends because it was told to was met with silence', async () => {
    const { run } = runProbe(probeOf(onAbort((_, reject) => reject(new Error('aborted')))), options);

    expect(await run).toMatchObject({ state: 'silent', error: 'gave no answer within 0.02 s', readings: [] });
  });

  test('a probe that does not end is not waited for much longer', async () => {
    const { run } = runProbe(
      probeOf(() => new Promise(() => {})),
      { ...options, lastWordMs: 10 },
    );

    expect(await run).toMatchObject({ state: 'silent' });
  });

  function onAbort(
    then: (resolve: (brought: Measurements) => void, reject: (why: unknown) => void) => void,
  ): Probe['collect'] {
    return (signal) =>
      new Promise((resolve, reject) => signal.addEventListener('abort', () => then(resolve, reject)));
  }
});

function probeOf(collect: (signal: AbortSignal) => Promise<Measurements>): Probe {
  return { collect, close: async () => {} };
}
