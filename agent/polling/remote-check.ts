import type { ProbeOptions, ProbeType } from '#probes/probe.ts';
import { ProbeError } from '#probes/probe-error.ts';
import type { Explanation } from '#protocol/explanation.ts';
import { sealingSubject } from '#protocol/sealing.ts';
import type { Check, Checked } from '#protocol/session.ts';
import { runProbe } from '../run-probe.ts';
import { clipExplanation } from './clip-explanation.ts';
import { readConfig } from './plan-polls.ts';
import type { ResolverOf } from './resolver.ts';
import {
  createMask,
  type Mask,
  maskExplanation,
  type Opener,
  type OpenSettings,
  openSettings,
} from './secrets.ts';
import { underName } from './under-name.ts';

export interface RemoteCheckOptions {
  types: readonly ProbeType[];
  /** Undefined: this agent asks nothing elsewhere. */
  zone: string | undefined;
  /** Probes that a collector may have run. */
  allowed: readonly string[];
  resolverOf: ResolverOf;
  open: Opener;
  probeOptions: ProbeOptions;
  wallMs(): number;
  monotonicMs(): number;
}

type Remote = NonNullable<Check['remote']>;

/** Asks something elsewhere once, with settings of its own. Never rejects, and says no secret. */
export async function checkRemote(
  { id, probe: name, timeoutMs }: Check,
  remote: Remote,
  options: RemoteCheckOptions,
): Promise<Checked> {
  const { wallMs, monotonicMs } = options;
  let mask: Mask = (sentence) => sentence;
  let explanation: Explanation | undefined;
  const check = { collect, close: async () => {} };
  const { run } = runProbe(check, { timeoutMs, lastWordMs: 500, wallMs, monotonicMs });
  const { ok, state, error, durationMs, readings } = await run;
  return {
    type: 'checked',
    id,
    ok,
    durationMs,
    error: mask(error),
    state,
    readings: readings.slice(0, 2_000).map(({ column, value }) => ({
      metric: column.metric,
      labels: { ...column.labels },
      value: Number.isFinite(value) ? value : null,
    })),
    ...(explanation && { explanation }),
  };

  async function collect(signal: AbortSignal) {
    const { type, settings } = prepare();
    mask = createMask(settings);
    const config = readConfig(type, settings, remote.address);
    if (typeof config === 'string') throw new ProbeError('misconfigured', config);
    const { resolve } = options.resolverOf(type);
    const address = await resolve(remote.address);
    const probeOptions = underName({ ...options.probeOptions, resolve }, address, remote.address);
    if (type.explain) {
      const told = await type.explain({ ...config, address }, probeOptions, signal);
      explanation = clipExplanation(maskExplanation(told, mask));
      return { readings: [] };
    }
    const probe = type.create({ ...config, address }, probeOptions);
    try {
      return await probe.collect(signal);
    } finally {
      // What a probe cannot give back any more is no reason to fail.
      await probe.close().catch(() => {});
    }
  }

  /** Throws a ProbeError when it may not or cannot be done. */
  function prepare(): { type: ProbeType; settings: OpenSettings } {
    const type = findOutward(name, options);
    if (typeof type === 'string') throw new ProbeError('misconfigured', type);
    return { type, settings: openOrExplain(remote, sealingSubject.check(id), options.open) };
  }
}

/** A probe that may ask targets here, or why not. */
export function findOutward(
  name: string,
  { types, zone, allowed }: Pick<RemoteCheckOptions, 'types' | 'zone' | 'allowed'>,
): ProbeType | string {
  if (zone === undefined) return 'this agent asks no targets: its own file sets no `zone`';
  const type = types.find((each) => each.name === name && each.reach === 'out');
  if (type === undefined) return `this agent has no probe "${name}" that asks targets`;
  if (!type.platforms.includes(process.platform)) return `"${name}" does not work on ${process.platform}`;
  if (!allowed.includes(name))
    return `"${name}" is beyond \`bounds.probes\` in the agent’s own file; add it there`;
  return type;
}

/** Throws a ProbeError when the credential cannot be opened. */
export function openOrExplain(
  asked: Parameters<typeof openSettings>[0],
  subject: string,
  open: Opener,
): OpenSettings {
  try {
    return openSettings(asked, subject, open);
  } catch (cause) {
    throw new ProbeError('misconfigured', (cause as Error).message, { cause });
  }
}
