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
