import type { Fact, Measurements, Probe, ProbeOptions } from '../probe.ts';
import { ProbeError } from '../probe-error.ts';
import { type DeviceEngine, deviceEngine } from '../profile/engine/device-engine.ts';
import { nothingLearned } from '../profile/engine/raw.ts';
import type { ResolvedProfile } from '../profile/profile-set.ts';
import { profilesOf } from '../profile/profiles.ts';
import { afterFirstAnswer } from './after-first-answer.ts';
import { changedFacts } from './changed-facts.ts';
import type { SnmpConfig } from './config.ts';
import { readIdentity } from './identity.ts';
import { interfaceFilter } from './interface-filter.ts';
import { inventoryFact } from './inventory-fact.ts';
import { openDevice, whatItIs } from './open-device.ts';
import { ownReadings } from './own-readings.ts';
import type { SystemGroup } from './recognise.ts';
import { isStale, type Remembered, recall } from './remembered.ts';
import { isWorthAsking, notePresence, type Presence, snmpSource } from './section-source.ts';
import { mannersOf } from './settings-of.ts';
import type { SnmpManners, SnmpSession } from './snmp-session.ts';
import { ENGINE_TIME, HOST_UPTIME, readSystemGroup } from './system-group.ts';
import { nextUptime } from './uptime.ts';

/** Who the device is hardly changes: asked again after this, and when it restarted. */
const IDENTITY_EVERY_MS = 3_600_000;
/** What is learned is written down when it changed; the uptime always does, and is written this often. */
const UPTIME_WRITTEN_EVERY_MS = 3_600_000;

/** What the device was recognised as, and what reads it. */
interface Known {
  kept: Remembered;
  profile: ResolvedProfile;
  engine: DeviceEngine;
}

/**
 * One device over time:  first exchange ─► what is it? ─► sections ─► readings and facts
 * It fails as a whole only when one of the first two steps fails, or when its time is over.
 */
export function watchedDevice(config: SnmpConfig, options: ProbeOptions): Probe {
  const memory = options.remember?.('snmp_devices');
  const key = `${config.address}:${config.port}`;
  const presence: Presence = new Map();
  const toTell = changedFacts();
  const own = ownReadings();
  let conversation: { session: SnmpSession; manners: SnmpManners } | undefined;
  let known: Known | undefined;
  let identityAtMs = Number.NEGATIVE_INFINITY;
  let written = { text: '', atMs: 0 };

  return {
    async collect(signal) {
      const nowMs = options.now();
      const system = await firstExchange(nowMs, signal);
      const device = await afterFirstAnswer(signal, () => identify(system, nowMs, signal));
      followUptime(device, system, nowMs);
      const session = speakTo(device.profile);
      const source = snmpSource(session, { learned: device.kept.learned, presence, nowMs });
      try {
        const read = await device.engine.read(source, nowMs, signal);
        return await complete(device, read, system, nowMs, signal);
      } catch (error) {
        if (!(error instanceof ProbeError) || error.measurements === undefined) throw error;
        const measurements = await complete(device, error.measurements, system, nowMs, signal);
        throw new ProbeError(error.state, error.message, { cause: error.cause, measurements });
      } finally {
        keep(device.kept, nowMs);
      }
    },
    async close() {
      conversation?.session.close();
      conversation = undefined;
    },
  };

  async function firstExchange(nowMs: number, signal: AbortSignal): Promise<SystemGroup> {
    const clocks = [HOST_UPTIME, ENGINE_TIME].filter((oid) => isWorthAsking(presence, oid, nowMs));
    const system = await readSystemGroup(speakTo(known?.profile), signal, clocks);
    const { host, engineSeconds } = system.clocks;
    if (clocks.includes(HOST_UPTIME)) notePresence(presence, HOST_UPTIME, host !== undefined, nowMs);
    if (clocks.includes(ENGINE_TIME)) notePresence(presence, ENGINE_TIME, engineSeconds !== undefined, nowMs);
    return system;
  }

  /** What it is stands until it says something else of itself, or a day has passed. */
  async function identify(system: SystemGroup, nowMs: number, signal: AbortSignal): Promise<Known> {
    if (known !== undefined && isSame(known.kept, system) && !isStale(known.kept, nowMs)) return known;
    const profiles = profilesOf(options.profiles);
    const { object, description } = system;
    let kept = known === undefined ? recall(memory, key, system, nowMs) : undefined;
    let profile = kept && profiles.get(kept.profile);
    if (kept === undefined || profile === undefined || !isAsTold(kept)) {
      const found = await whatItIs(config, system, profiles, speakTo(known?.profile), signal);
      profile = found.profile;
      const uptime = known?.kept.uptime ?? kept?.uptime;
      kept = {
        object,
        description,
        profile: profile.profile,
        why: found.why,
        atMs: nowMs,
        learned: nothingLearned(),
      };
      if (uptime !== undefined) kept.uptime = uptime;
    }
    presence.clear();
    identityAtMs = Number.NEGATIVE_INFINITY;
    if (known?.profile === profile && known.kept.object === object) {
      // The same as yesterday: its columns stay, what was learned is learned anew.
      kept.learned = Object.assign(known.kept.learned, nothingLearned());
      known = { ...known, kept };
    } else {
      known = { kept, profile, engine: engineFor(profile, kept) };
    }
    return known;
  }

  function engineFor(profile: ResolvedProfile, { learned, object }: Remembered): DeviceEngine {
    const shutdownMinutes = config.shutdown_minutes;
    return deviceEngine({ profile, learned, object, shutdownMinutes, isWanted: interfaceFilter(config) });
  }

  function isAsTold({ profile }: Remembered): boolean {
    return config.profile === 'auto' || config.profile === profile;
  }

  function followUptime({ kept }: Known, { clocks }: SystemGroup, nowMs: number): void {
    const uptime = nextUptime(kept.uptime, clocks, nowMs);
    if (uptime === undefined) return;
    if (kept.uptime !== undefined && uptime.restarts > kept.uptime.restarts) {
      presence.clear();
      identityAtMs = Number.NEGATIVE_INFINITY;
    }
    kept.uptime = uptime;
  }

  async function complete(
    { kept, profile }: Known,
    { readings, facts = [], skipped = [] }: Measurements,
    system: SystemGroup,
    nowMs: number,
    signal: AbortSignal,
  ): Promise<Measurements> {
    const all = [...readings, ...own(kept.uptime?.atMs === nowMs ? kept.uptime : undefined)];
    if (all.length === 0 && skipped.length === 0) {
      const message = `the device answers and has nothing of what the profile ${profile.profile} reads`;
      throw new ProbeError('unsupported', `${message}; what it may show is settled in its access rights`);
    }
    const inventory = await inventoryNow(profile, system, nowMs, signal);
    if (inventory instanceof Error) skipped = [...skipped, { what: 'inventory', why: inventory.message }];
    const told = inventory === undefined || inventory instanceof Error ? facts : [...facts, inventory];
    return { readings: all, facts: toTell(told, nowMs), skipped };
  }

  /** Undefined when it was asked lately; an error stands among what was skipped. */
  async function inventoryNow(
    profile: ResolvedProfile,
    system: SystemGroup,
    nowMs: number,
    signal: AbortSignal,
  ): Promise<Fact | Error | undefined> {
    if (nowMs - identityAtMs < IDENTITY_EVERY_MS && nowMs >= identityAtMs) return undefined;
    try {
      const identity = await readIdentity(profile, speakTo(profile), signal);
      identityAtMs = nowMs;
      return inventoryFact(profile, identity, system);
    } catch (error) {
      return error as Error;
    }
  }

  /** The session with the manners that fit; another profile may know better ones. */
  function speakTo(profile: ResolvedProfile | undefined): SnmpSession {
    const manners = mannersOf(config, profile);
    if (conversation !== undefined && isEqual(conversation.manners, manners)) return conversation.session;
    conversation?.session.close();
    conversation = { session: openDevice(config, manners), manners };
    return conversation.session;
  }

  function keep(kept: Remembered, nowMs: number): void {
    const text = JSON.stringify({ ...kept, uptime: kept.uptime?.restarts });
    if (text === written.text && Math.abs(nowMs - written.atMs) < UPTIME_WRITTEN_EVERY_MS) return;
    memory?.set(key, JSON.parse(JSON.stringify(kept)));
    written = { text, atMs: nowMs };
  }
}

/** A device that for once says nothing of itself is still the same. */
function isSame(kept: Remembered, { object, description }: SystemGroup): boolean {
  if (object === '' && description === '') return true;
  return kept.object === object && kept.description === description;
}

function isEqual(a: SnmpManners, b: SnmpManners): boolean {
  return (Object.keys(a) as (keyof SnmpManners)[]).every((name) => a[name] === b[name]);
}
