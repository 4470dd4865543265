import { comwareCommands } from './comware/commands.ts';
import { linuxCommands } from './linux/commands.ts';
import type { PlatformName } from './platform-name.ts';
import { rgosCommands } from './rgos/commands.ts';
import { vrpCommands } from './vrp/commands.ts';

/** Every command that can ever be sent to a platform, and how. Nothing is ever put into a text. */
export interface CommandList {
  /** `shell`: typed into the one command line of the device; `exec`: a session of its own for each. */
  how: 'shell' | 'exec';
  texts: Readonly<Record<string, string>>;
}

/** The fixed lists: who asks names a command, and only these texts are sent. */
export const commandLists: Readonly<Record<PlatformName, CommandList>> = {
  linux: { how: 'exec', texts: linuxCommands },
  comware: { how: 'shell', texts: comwareCommands },
  vrp: { how: 'shell', texts: vrpCommands },
  rgos: { how: 'shell', texts: rgosCommands },
};
