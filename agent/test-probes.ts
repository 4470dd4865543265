/*
 * Test support: probe types that do what a test tells them.
 */
import * as z from 'zod';
import type { Measurements, Probe, ProbeType } from '#probes/probe.ts';
import type { Column } from '#protocol/schema.ts';

/** A column of a made-up subject. */
export function testColumn(metric: string, labels: Record<string, string> = {}): Column {
  return { metric, labels, kind: 'gauge', unit: '1' };
}

/** A probe type around a function; every call gets the number of the call, from 1. */
export function testProbeType(
  name: string,
  collect: (
    call: number,
    signal: AbortSignal,
    config: { value: number },
  ) => Measurements | Promise<Measurements>,
  options: Partial<ProbeType> & { onClose?: () => void } = {},
): ProbeType {
  return {
    name,
    config: z.strictObject({ value: z.number().default(1) }),
    metrics: [],
    platforms: [process.platform],
    every: { intervals: 1 },
    timeoutMs: 1_000,
    create(config): Probe {
      let calls = 0;
      return {
        collect: async (signal) => collect(++calls, signal, config as { value: number }),
        async close() {
          options.onClose?.();
        },
      };
    },
    ...options,
  };
}

/** Brings one reading, `<name>.value`, which is what its configuration says. */
export function constantProbe(
  name: string,
  options: Partial<ProbeType> & { onClose?: () => void } = {},
): ProbeType {
  const column = testColumn(`${name}.value`);
  return testProbeType(name, (_call, _signal, { value }) => ({ readings: [{ column, value }] }), options);
}

/** A probe type that reaches out; `ask` gets what its configuration says, and throws ProbeErrors. */
export function outwardProbe(
  name: string,
  ask: (
    config: { address: string; secret: string },
    signal: AbortSignal,
  ) => Measurements | Promise<Measurements>,
  options: Partial<ProbeType> & { onClose?: () => void } = {},
): ProbeType {
  return {
    ...testProbeType(name, () => ({ readings: [] }), options),
    reach: 'out',
    config: z.strictObject({ address: z.string(), secret: z.string().default(''), port: z.int().default(1) }),
    create: (config): Probe => ({
      collect: async (signal) => ask(config as { address: string; secret: string }, signal),
      async close() {
        options.onClose?.();
      },
    }),
    ...options,
  };
}
