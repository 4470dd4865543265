import { ConfigError } from '#config/config-error.ts';
import { ProbeError } from '../probe-error.ts';
import { profileFiles, readProfiles } from './load-profiles.ts';
import { type ProfileSet, resolveProfiles } from './profile-set.ts';
import { shippedProfiles } from './shipped-profiles.ts';

/**
 * All profiles: those that Ward brings, and those in a folder of the user's own, which may include shipped ones.
 * Throws a ConfigError that names every mistake of the user's with file and line.
 */
export function loadProfiles(folder?: string): ProfileSet {
  const shipped = shippedProfiles();
  if (folder === undefined) return resolveProfiles(shipped).resolved;
  return readProfiles(profileFiles(folder), shipped);
}

const read = new Map<string, ProfileSet | ConfigError>();

/**
 * The same for probes, read once in the life of the program, since it takes half a second: a mistake is the probe's
 * `misconfigured` until the next start.
 */
export function profilesOf(folder: string | undefined): ProfileSet {
  const key = folder ?? '';
  const found = read.get(key) ?? readOnce(folder);
  read.set(key, found);
  if (found instanceof ConfigError) throw new ProbeError('misconfigured', found.message, { cause: found });
  return found;
}

function readOnce(folder: string | undefined): ProfileSet | ConfigError {
  try {
    return loadProfiles(folder);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}
