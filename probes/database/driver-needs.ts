import { ProbeError } from '../probe-error.ts';

/** A program that runs on old machines carries drivers that do not: says so, where it is one of those. */
export function needNode(major: number, driver: string, version: string = process.version): void {
  if (Number(/^v(\d+)/.exec(version)?.[1]) >= major) return;
  throw new ProbeError(
    'unsupported',
    `the driver ${driver} needs Node ${major} or newer, and this agent runs on ${version}: let an agent on a newer machine ask this target`,
  );
}
