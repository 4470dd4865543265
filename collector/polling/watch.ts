import type { Actor, Audit } from '#collector/audit/audit.ts';
import type { Target, TargetFields, Targets } from '#collector/inventory/targets.ts';
import { zoneOf } from './distribute.ts';
import type { Poll, PollFields, Polls } from './polls.ts';

/** Something that is to be asked from now on. */
export interface NewWatched {
  target: Pick<Target, 'organisation' | 'kind' | 'name' | 'host' | 'address' | 'zone'> &
    Partial<TargetFields & Pick<Target, 'recognised'>>;
  polls: readonly (PollFields & { probe: string })[];
}

export interface WatchingOptions {
  targets: Targets;
  polls: Polls;
  audit: Audit;
}

/** Writes targets with their polls, inside the caller's transaction; `learnWatched` once that is committed. */
export async function insertWatched(
  { targets, polls, audit }: WatchingOptions,
  actor: Actor,
  wanted: readonly NewWatched[],
): Promise<Target[]> {
  const made: Target[] = [];
  for (const { target: fields, polls: wantedPolls } of wanted) {
    const target = await targets.insert(fields);
    await audit.write(actor, {
      action: 'target.create',
      object: `target:${target.id}`,
      organisation: target.organisation,
      after: target,
    });
    for (const { probe, ...poll } of wantedPolls) await polls.put(actor, target, probe, poll);
    made.push(target);
  }
  return made;
}

/** What was committed counts from here on: it is asked within an interval. */
export function learnWatched({ targets, polls }: WatchingOptions, made: readonly Target[]): void {
  for (const target of made) targets.learn(target);
  polls.changed();
}

/** Targets of an organisation and zone by their address. */
export function byAddress(targets: Targets, organisation: string, zone: string): Map<string, Target[]> {
  const found = new Map<string, Target[]>();
  for (const id of targets.idsIn({ everywhere: false, organisations: [organisation] })) {
    const target = targets.get(id) as Target;
    if (target.address === '' || zoneOf(target.zone) !== zoneOf(zone)) continue;
    const same = found.get(target.address);
    if (same) same.push(target);
    else found.set(target.address, [target]);
  }
  return found;
}

/** Settings that say what is asked, not how: one address has many doors, and one site many pages. */
const WHAT = [
  'port',
  'ports',
  'scheme',
  'path',
  'steps',
  'name',
  'record',
  'base',
  'vhost',
  'queries',
  'watches',
];

/** True when a poll asks the same at the same door. */
export function asksAt(poll: Poll, probe: string, settings: Record<string, unknown>): boolean {
  const whatOf = (each: Record<string, unknown>) => JSON.stringify(WHAT.map((name) => each[name] ?? null));
  return poll.probe === probe && whatOf(poll.settings) === whatOf(settings);
}
