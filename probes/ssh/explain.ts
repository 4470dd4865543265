import type { Explanation } from '#protocol/explanation.ts';
import type { ProbeOptions, Reading } from '../probe.ts';
import { ProbeError } from '../probe-error.ts';
import type { SshConfig } from './config.ts';
import type { Conversation } from './conversation.ts';
import { createDevice, type Device } from './device.ts';
import { sshMetrics } from './metrics.ts';
import type { DeviceFacts } from './platforms/findings.ts';
import { takePool } from './worker/pool.ts';

/** Bounds of an explanation, see `protocol/explanation.ts`. */
const MOST_READINGS = 5_000;
const MOST_IGNORED = 2_000;
const MOST_STEPS = 200;

/** Reads a device once, with every reason and the time of each command. Rejects as `collect` does. */
export async function explainSsh(
  config: SshConfig,
  options: ProbeOptions,
  signal: AbortSignal,
): Promise<Explanation> {
  const timings: Explanation['timings'] = [];
  const onStep = ({ step, ms }: { step: string; ms: number }) => {
    if (timings.length < MOST_STEPS) timings.push({ step: step.slice(0, 100), ms, requests: 1, values: 0 });
  };
  return withDevice(config, options, onStep, async (device) => {
    const { conversation, facts, readings, ignored, failure, counts } = await device.visit(signal);
    if (failure) throw new ProbeError(failure.state, failure.message, { cause: failure });
    return {
      recognised: recognisedAs(conversation, facts),
      readings: readings.slice(0, MOST_READINGS).map(explained),
      ignored: ignored
        .slice(0, MOST_IGNORED)
        .map(({ what, why }) => ({ what: what.slice(0, 200), why: why.slice(0, 200) })),
      timings: timings.map((timing) => ({ ...timing, values: counts.get(timing.step) ?? 0 })),
    };
  });
}

/** Signs in and looks what answers. */
export function recogniseSsh(
  config: SshConfig,
  options: ProbeOptions,
  signal: AbortSignal,
): Promise<Explanation['recognised']> {
  return withDevice(
    config,
    options,
    () => {},
    async (device) => {
      const { conversation, facts } = await device.meet(signal);
      return recognisedAs(conversation, facts);
    },
  );
}

async function withDevice<Result>(
  config: SshConfig,
  options: ProbeOptions,
  onStep: (step: { step: string; ms: number }) => void,
  work: (device: Device) => Promise<Result>,
): Promise<Result> {
  const { pool, giveBack } = takePool();
  const device = createDevice(config, { ...options, pool, once: true, onStep });
  try {
    return await work(device);
  } finally {
    device.close();
    await giveBack();
  }
}

function recognisedAs(
  { platform, why, name }: Conversation,
  facts: Partial<DeviceFacts>,
): NonNullable<Explanation['recognised']> {
  return {
    profile: platform.name,
    kind: platform.kindOf(facts),
    vendor: (facts.vendor ?? '').slice(0, 64),
    model: (facts.model ?? '').slice(0, 200),
    name: (facts.name || name).slice(0, 200),
    why: why.slice(0, 500),
  };
}

function explained({ column, value }: Reading): Explanation['readings'][number] {
  const { metric, labels, unit, limits } = column;
  const states = statesOf.get(metric) ?? {};
  const [word = ''] = Object.entries(states).find(([, { code }]) => code === value) ?? [];
  return { metric, labels, value: Number.isNaN(value) ? null : value, unit, word, ...(limits && { limits }) };
}

const statesOf = new Map(sshMetrics.map(({ name, states }) => [name, states]));
