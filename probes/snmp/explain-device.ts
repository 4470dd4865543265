import type { Explanation } from '#protocol/explanation.ts';
import type { ProbeOptions, Reading } from '../probe.ts';
import { deviceEngine, type Trace } from '../profile/engine/device-engine.ts';
import { nothingLearned } from '../profile/engine/raw.ts';
import type { ResolvedProfile } from '../profile/profile-set.ts';
import { profilesOf } from '../profile/profiles.ts';
import { stateWord } from '../state-word.ts';
import { afterFirstAnswer } from './after-first-answer.ts';
import type { SnmpConfig } from './config.ts';
import { type Identity, NOBODY, readIdentity, readInstances } from './identity.ts';
import { interfaceFilter } from './interface-filter.ts';
import { openDevice, whatItIs } from './open-device.ts';
import { ownReadings } from './own-readings.ts';
import type { Recognised, SystemGroup } from './recognise.ts';
import { snmpSource } from './section-source.ts';
import { mannersOf } from './settings-of.ts';
import type { SnmpSession } from './snmp-session.ts';
import { ENGINE_TIME, HOST_UPTIME, readSystemGroup } from './system-group.ts';
import { nextUptime } from './uptime.ts';

/** Bounds of an explanation, see `protocol/explanation.ts`. */
const MOST_READINGS = 5_000;
const MOST_IGNORED = 2_000;
const MOST_STEPS = 200;

/** Reads a device once, remembers nothing, and gives all reasons. Rejects as `collect` does. */
export async function explainDevice(
  config: SnmpConfig,
  options: ProbeOptions,
  signal: AbortSignal,
): Promise<Explanation> {
  const profiles = profilesOf(options.profiles);
  const trace: Trace = { ignored: [], timings: [] };
  let session = openDevice(config, mannersOf(config));
  try {
    const system = await step('system', () => readSystemGroup(session, signal, [HOST_UPTIME, ENGINE_TIME]));
    const found = await afterFirstAnswer(signal, () =>
      step('recognition', () => whatItIs(config, system, profiles, session, signal)),
    );
    const { profile } = found;
    session.close();
    session = openDevice(config, mannersOf(config, profile));
    const learned = nothingLearned();
    const nowMs = options.now();
    const { object, clocks } = system;
    const shutdownMinutes = config.shutdown_minutes;
    const isWanted = interfaceFilter(config);
    const engine = deviceEngine({ profile, learned, object, shutdownMinutes, isWanted });
    const source = snmpSource(session, { learned, presence: new Map(), nowMs });
    const { readings, skipped = [] } = await engine.read(source, nowMs, signal, trace);
    const identity = await afterFirstAnswer(signal, () =>
      step('identity', () => readIdentity(profile, session, signal)),
    );
    const all = [...readings, ...ownReadings()(nextUptime(undefined, clocks, nowMs))];
    return {
      recognised: recognisedAs(found, identity, system),
      readings: all.slice(0, MOST_READINGS).map((each) => explained(each, profile)),
      ignored: [...skipped, ...trace.ignored].slice(0, MOST_IGNORED).map(({ what, why }) => ({
        what: what.slice(0, 200),
        why: why.slice(0, 200),
      })),
      timings: trace.timings.slice(0, MOST_STEPS),
    };
  } finally {
    session.close();
  }

  async function step<Result>(name: string, ask: () => Promise<Result>): Promise<Result> {
    const { requests, values } = session.figures;
    const startedMs = performance.now();
    const result = await ask();
    trace.timings.push({
      step: name,
      ms: performance.now() - startedMs,
      requests: session.figures.requests - requests,
      values: session.figures.values - values,
    });
    return result;
  }
}

/** A sweep asks many addresses where nobody is: little patience, and no second try. */
const SWEEP = { timeoutMs: 1_000, retries: 0 };

/** Says what a device is, with two or three small requests. */
export async function recogniseDevice(
  config: SnmpConfig,
  options: ProbeOptions,
  signal: AbortSignal,
): Promise<Explanation['recognised']> {
  const session = openDevice(config, { ...mannersOf(config), ...SWEEP });
  try {
    const system = await readSystemGroup(session, signal);
    const found = await whatItIs(config, system, profilesOf(options.profiles), session, signal);
    return recognisedAs(found, await identityInBrief(found.profile, session, signal), system);
  } finally {
    session.close();
  }
}

/** A device that does not say its model is found all the same. */
async function identityInBrief(
  profile: ResolvedProfile,
  session: SnmpSession,
  signal: AbortSignal,
): Promise<Identity> {
  try {
    return await readInstances(profile, session, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    return NOBODY;
  }
}

function recognisedAs(
  { profile, why }: Recognised,
  { model, name }: Identity,
  system: SystemGroup,
): NonNullable<Explanation['recognised']> {
  return {
    profile: profile.profile,
    kind: profile.kind,
    vendor: profile.vendor,
    model: model.slice(0, 200),
    name: (name || system.name).slice(0, 200),
    why: why.slice(0, 500),
  };
}

function explained(
  { column, value }: Reading,
  { definitions }: ResolvedProfile,
): Explanation['readings'][number] {
  const { metric, labels, unit, limits } = column;
  return {
    metric,
    labels,
    value: Number.isNaN(value) ? null : value,
    unit,
    word: stateWord(definitions.get(metric), value) ?? '',
    ...(limits && { limits }),
  };
}
