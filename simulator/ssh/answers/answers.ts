import type { SshPlatform } from '../dialect.ts';
import type { SshAnswer } from '../ssh-device.ts';
import { comwareAnswers } from './comware.ts';
import { linuxAnswers } from './linux.ts';
import { rgosAnswers } from './rgos.ts';
import { vrpAnswers } from './vrp.ts';

/** What a device of a platform says, as long as nobody gives it other words. */
export function answersOf(platform: SshPlatform, name: string): Record<string, SshAnswer> {
  return makers[platform](name);
}

const makers: Readonly<Record<SshPlatform, (name: string) => Record<string, SshAnswer>>> = {
  comware: comwareAnswers,
  vrp: vrpAnswers,
  rgos: rgosAnswers,
  linux: linuxAnswers,
};
