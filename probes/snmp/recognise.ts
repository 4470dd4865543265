import type { Profile } from '../profile/profile.ts';
import type { ProfileSet, ResolvedProfile } from '../profile/profile-set.ts';
import type { Oid, SnmpSession } from './snmp-session.ts';
import type { DeviceClocks } from './uptime.ts';

/** What a device says of itself in the first exchange. */
export interface SystemGroup {
  clocks: DeviceClocks;
  /** sysObjectID, without a dot in front. */
  object: Oid;
  description: string;
  name: string;
}

/** As what a device was recognised, and by which evidence. */
export interface Recognised {
  profile: ResolvedProfile;
  why: string;
}

/** Used where no profile knows the device. */
export const FALLBACK_PROFILE = 'generic';

type Evidence = Profile['recognise'][number];
interface Candidate {
  profile: ResolvedProfile;
  evidence: Evidence;
}

/**
 * Finds the profile of a device: evidence that is not weak, then the longest beginning of sysObjectID decides, then how
 * much evidence there is, then the profile that was read last, which is the user's own. Where objects have to be asked
 * for evidence all are asked at once.
 */
export async function recognise(
  system: SystemGroup,
  profiles: ProfileSet,
  session: Pick<SnmpSession, 'get' | 'walk'>,
  signal: AbortSignal,
): Promise<Recognised> {
  const candidates = [...profiles.values()]
    .filter(({ protocol }) => protocol === 'snmp')
    .flatMap((profile) => profile.recognise.map((evidence) => ({ profile, evidence })))
    .filter(({ evidence }) => speaksFor(evidence, system));
  const there = await whatAnswers(candidates, session, signal);
  const best = candidates
    .filter(({ evidence }) => isConfirmed(evidence, there))
    .reduce<Candidate | undefined>(
      (best, each) => (best && !isStronger(each, best) ? best : each),
      undefined,
    );
  if (best !== undefined) return { profile: best.profile, why: reason(best.evidence) };

  const fallback = profiles.get(FALLBACK_PROFILE);
  if (fallback === undefined) throw new Error(`there is no profile ${FALLBACK_PROFILE}`);
  const why = system.object === '' ? 'it does not say what it is' : `no profile knows ${system.object}`;
  return { profile: fallback, why };
}

/** Whether what is known from the first exchange agrees. */
function speaksFor({ object, description }: Evidence, system: SystemGroup): boolean {
  if (object !== undefined && !`${system.object}.`.startsWith(`${object}.`)) return false;
  return description === undefined || new RegExp(description, 'iu').test(system.description);
}

async function whatAnswers(
  candidates: readonly Candidate[],
  session: Pick<SnmpSession, 'get' | 'walk'>,
  signal: AbortSignal,
): Promise<ReadonlySet<Oid>> {
  const instances = new Set(
    candidates.flatMap(({ evidence: { answers = [], silent = [] } }) => [...answers, ...silent]),
  );
  const subtrees = new Set(candidates.flatMap(({ evidence: { under = [] } }) => under));
  const there = new Set<Oid>();
  if (instances.size > 0) {
    const asked = [...instances];
    const values = await session.get(asked, signal);
    for (const [i, oid] of asked.entries()) if (values[i] !== undefined) there.add(oid);
  }
  if (subtrees.size > 0) {
    const asked = [...subtrees];
    const columns = await session.walk(asked, { maxRows: 1 }, signal);
    for (const [i, oid] of asked.entries()) if ((columns[i]?.indexes.length ?? 0) > 0) there.add(oid);
  }
  return there;
}

function isConfirmed({ answers = [], silent = [], under = [] }: Evidence, there: ReadonlySet<Oid>): boolean {
  return (
    answers.every((oid) => there.has(oid)) &&
    under.every((oid) => there.has(oid)) &&
    !silent.some((oid) => there.has(oid))
  );
}

function isStronger({ evidence: a }: Candidate, { evidence: b }: Candidate): boolean {
  if (Boolean(a.weak) !== Boolean(b.weak)) return !a.weak;
  const parts = ({ object }: Evidence) => object?.split('.').length ?? 0;
  return parts(a) === parts(b) ? weight(a) >= weight(b) : parts(a) > parts(b);
}

function weight({ description, answers = [], silent = [], under = [] }: Evidence): number {
  return (description === undefined ? 0 : 1) + answers.length + silent.length + under.length;
}

function reason({ object, description, answers = [], silent = [], under = [] }: Evidence): string {
  return [
    object && `sysObjectID begins with ${object}`,
    description && `sysDescr matches /${description}/`,
    ...answers.map((oid) => `${oid} answers`),
    ...under.map((oid) => `something answers below ${oid}`),
    ...silent.map((oid) => `${oid} does not answer`),
  ]
    .filter(Boolean)
    .join(', ');
}
