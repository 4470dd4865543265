import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, type ConfigProblem, readConfigText } from '#config/read-config.ts';
import { parseYaml } from '#config/yaml-text.ts';
import { checkProfile } from './check-profile.ts';
import { Profile } from './profile.ts';
import { type ProfileSet, resolveProfiles } from './profile-set.ts';

/** A profile as it was written, with its file for what is said about mistakes. */
export interface ProfileFile {
  file: string;
  text: string;
}

/** Every `.yaml` in a folder, in the order of their names. Throws a ConfigError when it cannot be read. */
export function profileFiles(folder: string): ProfileFile[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.yaml'))
      .sort()
      .map((name) => ({ file: join(folder, name), text: readFileSync(join(folder, name), 'utf8') }));
  } catch (cause) {
    const sentence = `cannot be read: ${(cause as Error).message}; allowed is a folder of profiles (*.yaml).`;
    throw new ConfigError([{ where: folder, field: '', sentence }], { cause });
  }
}

/**
 * Reads profiles strictly and puts them together with what they include, which may be among `given`: profiles that
 * were read before. Throws a ConfigError that names every mistake of every file with its line.
 */
export function readProfiles(files: readonly ProfileFile[], given: readonly Profile[] = []): ProfileSet {
  const problems: ConfigProblem[] = [];
  const read = files.flatMap((each) => {
    try {
      return [{ ...each, profile: readConfigText(each.text, each.file, Profile) }];
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  const { resolved, problems: badIncludes } = resolveProfiles([
    ...given,
    ...read.map(({ profile }) => profile),
  ]);
  const owner = new Map<string, string>(given.map(({ profile }) => [profile, 'a profile that Ward brings']));
  for (const { file, text, profile } of read) {
    const { whereIs } = parseYaml(text, file);
    const tell = (path: readonly PropertyKey[], sentence: string) =>
      problems.push({ where: whereIs(path) ?? file, field: fieldName(path), sentence });

    const other = owner.get(profile.profile);
    if (other !== undefined) tell(['profile'], `${profile.profile} is the name of ${other} as well.`);
    owner.set(profile.profile, file);
    for (const each of badIncludes) if (each.profile === profile.profile) tell(each.path, each.sentence);
    const definitions = resolved.get(profile.profile)?.definitions ?? new Map();
    for (const { path, sentence } of checkProfile(profile, definitions)) tell(path, sentence);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return resolved;
}

function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .slice(1);
}
