import { join } from 'node:path';
import { readConfigText } from '#config/read-config.ts';
import { profileFiles } from './load-profiles.ts';
import { Profile } from './profile.ts';

/**
 * The profiles that Ward brings. The bundle has another file in place of this one, with what these files say inside
 * (`scripts/bundle/shipped-profiles.ts`): a bundle has no folder of profiles beside it.
 */
export function shippedProfiles(): Profile[] {
  const folder = join(import.meta.dirname, '../devices');
  return profileFiles(folder).map(({ file, text }) => readConfigText(text, file, Profile));
}
