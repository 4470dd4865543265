import { describe } from 'vitest';
import { type DebianPackage, debianPackages } from '../debian-packages.ts';
import { findProgram } from '../find-program.ts';

/** Why tests that need a program of the system cannot run here, in words; undefined when they can. */
export function whyUnavailable(
  program: string,
  packages: readonly DebianPackage[] = debianPackages,
): string | undefined {
  if (findProgram(program)) return undefined;
  const brings = packages.find((one) => one.program === program);
  return brings
    ? `${program} is missing: apt-get install ${brings.name}`
    : `${program} is not on this machine`;
}

/** `describe` for tests that need a program of the system; without it they are skipped, and the name says why. */
export function describeWith(program: string, name: string, body: () => void): void {
  describeUnless(whyUnavailable(program), name, body);
}

/** `describe` for tests that cannot run here for this reason; with one they are skipped, and the name says why. */
export function describeUnless(reason: string | undefined, name: string, body: () => void): void {
  if (reason) describe.skip(`${name} (${reason})`, body);
  else describe(name, body);
}
