import { isIP } from 'node:net';
import type { ProbeType } from '#probes/probe.ts';
import type { AssignmentReport } from '#protocol/agent-report.ts';
import { sealingSubject } from '#protocol/sealing.ts';
import type { AssignedTarget, Poll } from '#protocol/session.ts';
import type { OwnTarget } from '../config/own-targets.ts';
import { type AddressBounds, beyondBounds } from './bounds.ts';
import { createMask, type Opener, type OpenSettings, openSettings } from './secrets.ts';

/** One probe that asks one target, read and valid. */
export interface WantedPoll {
  /** Tells it apart from all others: target and probe. */
  key: string;
  target: string;
  /** For people: name and address of the target. */
  title: string;
  address: string;
  type: ProbeType;
  config: Readonly<Record<string, unknown>>;
  everyMs: number;
  /** Another text means other settings; it tells nothing about them. */
  text: string;
  mask(sentence: string): string;
}

export type RefusedPoll = AssignmentReport['refused'][number];

/** A target of the agent's own file, with the id that the collector gave it. */
export interface ClaimedTarget extends OwnTarget {
  id: string;
}

/** What the agent's own file lets be asked at all. */
export interface PollBounds {
  probes: readonly string[];
  addresses: AddressBounds;
  /** For probes that ask what anybody may ask. */
  publicAddresses: AddressBounds;
}

export interface PollPlannerOptions {
  types: readonly ProbeType[];
  platform: NodeJS.Platform;
  bounds: PollBounds;
  /** How often targets of the file are asked. */
  pollIntervalMs: number;
  open: Opener;
  fingerprint(settings: unknown): string;
}

/** Turns the agent's file and an assignment into polls. Its memory saves the work for what did not change. */
export type PollPlanner = (
  own: readonly ClaimedTarget[],
  assigned: readonly AssignedTarget[],
) => { wanted: WantedPoll[]; refused: RefusedPoll[] };

export function createPollPlanner(options: PollPlannerOptions): PollPlanner {
  const { types, platform, bounds, pollIntervalMs, open, fingerprint } = options;
  let before = new Map<string, { raw: string; wanted: WantedPoll }>();

  return (own, assigned) => {
    const kept: typeof before = new Map();
    const refused: RefusedPoll[] = [];
    for (const { id, name, address, everyMs, polls } of own) {
      for (const { probe, settings } of polls) {
        const type = typeOf(probe);
        const every = everyMs ?? Math.max(pollIntervalMs, rareMs(type));
        add({ id, name, address }, { probe, everyMs: every, settings: settings as Poll['settings'] });
      }
    }
    for (const target of assigned) for (const poll of target.polls) add(target, poll, true);
    before = kept;
    return { wanted: [...kept.values()].map(({ wanted }) => wanted), refused };

    function add(
      target: Pick<AssignedTarget, 'id' | 'name' | 'address'>,
      poll: Poll,
      isAssigned = false,
    ): void {
      const key = `${target.id} ${poll.probe}`;
      const raw = JSON.stringify([target.name, target.address, poll]);
      const same = before.get(key);
      const wanted = kept.has(key)
        ? 'the target is asked by this probe already; what stands first counts, the agent’s own file before all'
        : same?.raw === raw
          ? same.wanted
          : read(key, target, poll, isAssigned);
      if (typeof wanted !== 'string') kept.set(key, { raw, wanted });
      else
        refused.push({
          probe: poll.probe,
          target: target.id,
          why: `${target.name}: ${wanted}`.slice(0, 500),
        });
    }
  };

  /** The poll, or why not. */
  function read(
    key: string,
    { id, name, address }: Pick<AssignedTarget, 'id' | 'name' | 'address'>,
    poll: Poll,
    isAssigned: boolean,
  ): WantedPoll | string {
    const type = typeOf(poll.probe);
    if (type === undefined) return `this agent has no probe "${poll.probe}" that asks targets`;
    if (!type.platforms.includes(platform)) return `"${poll.probe}" does not work on ${platform}`;
    if (isAssigned && !bounds.probes.includes(poll.probe)) {
      return `"${poll.probe}" is beyond \`bounds.probes\` in the agent’s own file; add it there`;
    }
    // Names are looked up when the target is asked, and judged then.
    const addresses = type.isPublic ? bounds.publicAddresses : bounds.addresses;
    if (isIP(address) !== 0 && !addresses.permits(address)) return beyondBounds(address, address, addresses);
    const settings = tryOpen(poll, id);
    if (typeof settings === 'string') return settings;
    const config = readConfig(type, settings, address);
    if (typeof config === 'string') return config;
    return {
      key,
      target: id,
      title: name === address ? name : `${name} (${address})`,
      address,
      type,
      config,
      everyMs: poll.everyMs,
      text: fingerprint([name, address, poll.everyMs, settings]),
      mask: createMask(settings),
    };
  }

  function tryOpen(poll: Poll, id: string): OpenSettings | string {
    try {
      return openSettings(poll, sealingSubject.target(id), open);
    } catch (error) {
      return (error as Error).message;
    }
  }

  function typeOf(probe: string): ProbeType | undefined {
    return types.find(({ name, reach }) => name === probe && reach === 'out');
  }
}

/** What a probe that is not for every minute says of itself; 0 for the others. */
function rareMs(type: ProbeType | undefined): number {
  return type && 'ms' in type.every && type.every.ms > 60_000 ? type.every.ms : 0;
}

/** What a probe makes of its settings, or the first mistake in them, without any secret. */
export function readConfig(
  type: ProbeType,
  settings: OpenSettings,
  address: string,
): Readonly<Record<string, unknown>> | string {
  const parsed = type.config.safeParse({ ...settings, address });
  if (parsed.success) return parsed.data as Record<string, unknown>;
  const [issue] = parsed.error.issues;
  const sentence = `the settings of "${type.name}" do not fit: ${issue?.path.join('.') || 'settings'}: ${issue?.message}`;
  return createMask(settings)(sentence);
}
