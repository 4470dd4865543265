import type { PlatformName } from './platforms/platform-name.ts';
import { platforms } from './platforms/platforms.ts';
import { promptKind } from './worker/prompt.ts';

/** How to find out more about a server, from what it calls itself. */
export function firstWay(ident: string): 'exec' | 'shell' {
  // An exec of POSIX commands makes VRP end the session: only where a Unix is likely.
  return /openssh|dropbear/i.test(ident) && !/rgos|ruijie|comware|huawei/i.test(ident) ? 'exec' : 'shell';
}

/** Whose command for the version to send at this prompt; `linux` for the prompt of a Unix shell. */
export function askedAt(prompt: string): PlatformName | undefined {
  const kind = promptKind(prompt);
  if (kind === 'unix') return 'linux';
  // Comware and VRP have the same prompt and the same command.
  if (kind === 'angle') return 'vrp';
  return kind === 'hash' ? 'rgos' : undefined;
}

/** The platform whose answer this is. */
export function ownerOf(text: string): PlatformName | undefined {
  return Object.values(platforms).find((platform) => platform.owns(text))?.name;
}
