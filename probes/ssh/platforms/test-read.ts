import { expect } from 'vitest';
import type { Findings } from './findings.ts';
import type { PlatformName } from './platform-name.ts';
import { platforms } from './platforms.ts';

/** Values by metric and labels, as `hardware.state fan Slot 1 Fan 1`. */
export function figures({ samples = [] }: Findings): Record<string, number> {
  return Object.fromEntries(
    samples.map(({ metric, labels, value }) => [[metric.name, ...labels].join(' '), value]),
  );
}

/** What a step of a platform understands of a text. */
export function read(name: PlatformName, command: string, text: string, services: string[] = []): Findings {
  const step = platforms[name].steps({ services, once: false }).find((one) => one.command === command);
  return step?.read(text) ?? expect.unreachable(`no step ${command}`);
}
