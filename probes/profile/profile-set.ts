import type { MetricDefinition } from '#protocol/metric.ts';
import { vocabulary } from '#protocol/vocabulary/vocabulary.ts';
import type { Profile } from './profile.ts';

/** Profiles by name, each with everything that it includes. */
export type ProfileSet = ReadonlyMap<string, ResolvedProfile>;

/**
 * A profile together with what it includes: its own sections come first, so that where two tell the same series, or
 * belong to one group, its own is taken; its own identity and manners win over theirs.
 */
export interface ResolvedProfile extends Profile {
  /** Every metric that it may use: the vocabulary's, its own and those of what it includes. */
  definitions: ReadonlyMap<string, MetricDefinition>;
}

/** What `include` and `without` say and cannot be meant. */
export interface IncludeProblem {
  profile: string;
  path: readonly PropertyKey[];
  sentence: string;
}

/** Puts profiles together with what they include; what cannot be put together is named and left out. */
export function resolveProfiles(profiles: readonly Profile[]): {
  resolved: ProfileSet;
  problems: IncludeProblem[];
} {
  const byName = new Map(profiles.map((each) => [each.profile, each]));
  const resolved = new Map<string, ResolvedProfile>();
  const problems: IncludeProblem[] = [];
  for (const profile of profiles) resolve(profile, []);
  return { resolved, problems };

  function resolve(profile: Profile, within: readonly string[]): ResolvedProfile {
    const done = resolved.get(profile.profile);
    if (done !== undefined) return done;
    const included = profile.include.flatMap((name, index) => {
      const found = byName.get(name);
      const isCircle = name === profile.profile || within.includes(name);
      if (found !== undefined && !isCircle) return [resolve(found, [...within, profile.profile])];
      const sentence = isCircle
        ? `${name} includes this profile in turn; a circle is not allowed.`
        : `there is no profile ${name}; allowed is one of ${[...byName.keys()].sort().join(', ')}.`;
      problems.push({ profile: profile.profile, path: ['include', index], sentence });
      return [];
    });
    const whole = putTogether(profile, included);
    resolved.set(profile.profile, whole);
    problems.push(...withoutProblems(profile, included));
    return whole;
  }
}

function putTogether(profile: Profile, included: readonly ResolvedProfile[]): ResolvedProfile {
  const all = [...included, profile];
  const metrics = [...new Map(all.flatMap((each) => each.metrics).map((each) => [each.name, each])).values()];
  return {
    ...profile,
    sections: sectionsOf(profile, included),
    metrics,
    traps: [
      ...new Map(
        [...included.flatMap(({ traps }) => traps), ...profile.traps].map((each) => [each.oid, each]),
      ).values(),
    ],
    manners: Object.assign({}, ...all.map(({ manners }) => manners)),
    identity: identityOf([profile, ...included]),
    definitions: new Map([...vocabulary, ...metrics].map((each) => [each.name, each as MetricDefinition])),
  };
}

/** A section that comes by two ways, such as both of two included profiles, is read once. */
function sectionsOf({ sections, without }: Profile, included: readonly Profile[]): Profile['sections'] {
  const theirs = included.flatMap((each) => each.sections).filter(({ name }) => !without.includes(name));
  const all = [...sections, ...theirs];
  return all.filter(({ name }, index) => all.findIndex((each) => each.name === name) === index);
}

function identityOf(profiles: readonly Profile[]): Profile['identity'] {
  const merged: Profile['identity'] = {};
  for (const { identity } of profiles)
    for (const [field, cells] of Object.entries(identity) as [
      keyof Profile['identity'],
      typeof identity.model,
    ][])
      merged[field] = [...(merged[field] ?? []), ...(cells ?? [])];
  return merged;
}

function withoutProblems(profile: Profile, included: readonly Profile[]): IncludeProblem[] {
  const theirs = included.flatMap(({ sections }) => sections.map(({ name }) => name));
  const problems: IncludeProblem[] = [];
  for (const [index, name] of profile.without.entries())
    if (!theirs.includes(name))
      problems.push({
        profile: profile.profile,
        path: ['without', index],
        sentence: `no included profile has a section ${name}; allowed is one of ${theirs.join(', ') || 'none'}.`,
      });
  for (const [index, { name }] of profile.sections.entries())
    if (theirs.includes(name) && !profile.without.includes(name))
      problems.push({
        profile: profile.profile,
        path: ['sections', index, 'name'],
        sentence: `an included profile has a section ${name} too; allowed is another name, or \`without: [${name}]\`.`,
      });
  return problems;
}
