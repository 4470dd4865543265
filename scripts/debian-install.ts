import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { type DebianPackage, debianPackages } from './debian-packages.ts';
import { findProgram } from './find-program.ts';
import { withServiceStartBlocked } from './policy-rc.ts';
import { runProgram } from './run-tool.ts';

/** What an installation may do, and what was asked for. */
export interface InstallOptions {
  purpose: DebianPackage['purpose'];
  /** False prints the line to run instead. */
  install: boolean;
  say(message: string): void;
}

/**
 * Installs what is missing for a purpose, with service start blocked meanwhile. Never throws for want of rights,
 * system or network: it says what is missing and how to get it, and whoever needs it skips.
 */
export async function ensureDebianPackages({ purpose, install, say }: InstallOptions): Promise<void> {
  const missing = debianPackages.filter((one) => one.purpose === purpose && !isPresent(one));
  if (missing.length === 0) return;

  const byHand = `apt-get install --no-install-recommends ${missing.map(({ name }) => name).join(' ')}`;
  const obstacle = whyNot(install);
  if (obstacle) {
    say(`Not installed (${obstacle}); what needs them is skipped. To install them: ${byHand}`);
    return;
  }

  const offered = await findOffered(missing, say);
  if (offered.length === 0) return;
  say('Installing Debian packages:');
  for (const { name, why } of offered) say(`  ${name}: ${why}`);
  const done = await withServiceStartBlocked(say, () => aptInstall(offered));
  if (!done) say(`They could not be installed; what needs them is skipped. To try by hand: ${byHand}`);
}

function isPresent({ program, file }: DebianPackage): boolean {
  if (program) return findProgram(program) !== undefined;
  return file !== undefined && existsSync(file);
}

function whyNot(install: boolean): string | undefined {
  if (!install) return 'asked not to';
  if (!isDebianLike()) return 'this is neither Debian nor Ubuntu';
  if (process.getuid?.() !== 0) return 'not root';
  return undefined;
}

function isDebianLike(): boolean {
  if (!existsSync('/etc/os-release') || !findProgram('apt-get')) return false;
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/** Those that the system's package lists hold, after fetching the lists when they do not hold all. */
async function findOffered(missing: DebianPackage[], say: InstallOptions['say']): Promise<DebianPackage[]> {
  if (missing.every(({ name }) => hasCandidate(name))) return missing;
  say('Fetching the package lists: apt-get update');
  await apt(['update', '-qq']);
  const offered = missing.filter(({ name }) => hasCandidate(name));
  for (const one of missing) {
    if (!offered.includes(one)) say(`  ${one.name} is not offered by this system; what needs it is skipped.`);
  }
  return offered;
}

function hasCandidate(name: string): boolean {
  const { stdout } = spawnSync('apt-cache', ['policy', name], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  return /^ {2}Candidate: (?!\(none\))/m.test(stdout ?? '');
}

/** Lists that are older than the archive name files that are gone: one update, one more try. */
async function aptInstall(packages: readonly DebianPackage[]): Promise<boolean> {
  const args = ['install', '-y', '-qq', '--no-install-recommends', ...packages.map(({ name }) => name)];
  if ((await apt(args)) === 0) return true;
  await apt(['update', '-qq']);
  return (await apt(args)) === 0;
}

function apt(args: readonly string[]): Promise<number> {
  const options = [
    'Dpkg::Options::=--force-confdef',
    'Dpkg::Options::=--force-confold',
    'Dpkg::Use-Pty=0',
    'DPkg::Lock::Timeout=120',
    'Acquire::Retries=1',
    'Acquire::http::Timeout=20',
    'Acquire::https::Timeout=20',
  ].flatMap((option) => ['-o', option]);
  return runProgram('apt-get', [...options, ...args], {
    DEBIAN_FRONTEND: 'noninteractive',
    NEEDRESTART_MODE: 'l',
    LC_ALL: 'C.UTF-8',
  });
}
