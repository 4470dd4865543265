import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** Debian asks this program before it starts a service; 101 means: do not. */
const systemPolicy = '/usr/sbin/policy-rc.d';
const forbidden = 101;

const content = `#!/bin/sh
# Written by Ward's tests while they install packages, and removed afterwards.
exit ${forbidden}
`;

/**
 * Runs an installation while no package may start its service, and puts everything back afterwards, also when it
 * fails or is interrupted. A policy that somebody else wrote is never touched: it serves when it forbids starting,
 * otherwise nothing is installed and the answer is false.
 */
export async function withServiceStartBlocked(
  say: (message: string) => void,
  work: () => Promise<boolean>,
  policy: string = systemPolicy,
): Promise<boolean> {
  const found = read(policy);
  if (found !== undefined && found !== content) {
    if (forbids(policy)) return work();
    say(`${policy} lets packages start their services. It is not ours to change, so nothing is installed.`);
    return false;
  }

  const restore = () => rmSync(policy, { force: true });
  const stop = (signal: NodeJS.Signals) => {
    restore();
    process.kill(process.pid, signal);
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    writeFileSync(policy, content, { mode: 0o755 });
    return await work();
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    restore();
  }
}

function forbids(policy: string): boolean {
  return spawnSync(policy, ['some-service', 'start']).status === forbidden;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
