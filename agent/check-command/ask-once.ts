import { deadlineOf } from '#probes/deadline.ts';
import { explainedReadings } from '#probes/explained-readings.ts';
import type { Measurements, ProbeOptions, ProbeType } from '#probes/probe.ts';
import { ProbeError } from '#probes/probe-error.ts';
import { lookUpOther, targetAddress } from '#probes/target-address.ts';
import type { Explanation } from '#protocol/explanation.ts';
import type { ProbeState } from '#protocol/probe-state.ts';
import { createMask, maskExplanation, type OpenSettings } from '../polling/secrets.ts';
import { runProbe } from '../run-probe.ts';

export interface AskOnceOptions {
  probeOptions: ProbeOptions;
  monotonicMs(): number;
  signal: AbortSignal;
}

const DEADLINE_MS = 60_000;

/** What asking once came to. */
export interface Outcome {
  state: ProbeState;
  error: string;
  explanation: Explanation | undefined;
}

/** Runs a probe once with all reasons that it has; what is told holds no secret, for it is copied into tickets. Never rejects. */
export async function askOnce(type: ProbeType, written: unknown, options: AskOnceOptions): Promise<Outcome> {
  const mask = createMask(written as OpenSettings);
  const { state, error, explanation } = await ask(type, written, options);
  return { state, error: mask(error), explanation: explanation && maskExplanation(explanation, mask) };
}

async function ask(type: ProbeType, written: unknown, options: AskOnceOptions): Promise<Outcome> {
  const { signal } = options;
  const timeIsOver = () => new ProbeError('silent', `gave no answer within ${DEADLINE_MS / 1_000} s`);
  const deadline = deadlineOf({ timeoutMs: DEADLINE_MS, signal }, timeIsOver);
  try {
    const { config, probeOptions } = await atAddress(type, written, options.probeOptions);
    if (type.explain === undefined) return await collectOnce(type, config, { ...options, probeOptions });
    return { state: 'ok', error: '', explanation: await type.explain(config, probeOptions, deadline.signal) };
  } catch (error) {
    const { message } = error as Error;
    if (!(error instanceof ProbeError)) return { state: 'failed', error: message, explanation: undefined };
    const { state, measurements: before } = error;
    // What was read before it failed says where to look.
    const explanation = before?.readings.length ? plainExplanation(type, before, []) : undefined;
    return { state, error: message, explanation };
  } finally {
    deadline.end();
  }
}

/** As an agent hands it over: the address that the name leads to, and the name beside it. */
async function atAddress(
  type: ProbeType,
  config: unknown,
  probeOptions: ProbeOptions,
): Promise<{ config: unknown; probeOptions: ProbeOptions }> {
  if (type.reach !== 'out') return { config, probeOptions };
  const { address: host } = config as { address: string };
  const resolve = (name: string, family?: 4 | 6) =>
    lookUpOther(name, {}, family === undefined ? 'any' : `ipv${family}`);
  const address = await targetAddress(host, {});
  return { config: { ...(config as object), address }, probeOptions: { ...probeOptions, host, resolve } };
}

/** Probes without reasons of their own: their readings, and what they skipped. */
async function collectOnce(
  type: ProbeType,
  config: unknown,
  { probeOptions, monotonicMs }: AskOnceOptions,
): Promise<Outcome> {
  const probe = type.create(config, probeOptions);
  const { run } = runProbe(probe, { timeoutMs: DEADLINE_MS, wallMs: probeOptions.now, monotonicMs });
  const { state, error, readings, skipped, durationMs } = await run;
  await probe.close();
  const explanation = plainExplanation(type, { readings, skipped }, [
    { step: type.name, ms: durationMs, requests: 0, values: readings.length },
  ]);
  return { state, error, explanation };
}

/** Readings and what was left out, by the words of the probe's metrics. */
function plainExplanation(
  type: ProbeType,
  { readings, skipped = [] }: Measurements,
  timings: Explanation['timings'],
): Explanation {
  return {
    recognised: null,
    readings: explainedReadings(type.metrics, readings),
    ignored: skipped.map(({ what, why }) => ({ what, why })),
    timings,
  };
}
