import { comware } from './comware.ts';
import { linux } from './linux.ts';
import type { Platform } from './platform.ts';
import type { PlatformName } from './platform-name.ts';
import { rgos } from './rgos.ts';
import { vrp } from './vrp.ts';

/** Every platform there is. */
export const platforms: Readonly<Record<PlatformName, Platform>> = { linux, comware, vrp, rgos };
