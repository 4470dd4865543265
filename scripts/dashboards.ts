import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder, runTool } from './run-tool.ts';

const config = 'dashboards/vite.config.ts';
const built = 'build/dashboards/index.html';

/** What the pages are made of. */
const sources = ['dashboards', 'protocol', 'package-lock.json'];

/** Builds the pages when one of their sources is newer than what stands in build/; says so when it does. */
export async function ensureDashboards(say: (message: string) => void): Promise<void> {
  if (!existsSync(join(projectFolder, config))) return;
  if (builtAtMs() >= Math.max(...sources.map((source) => newestMs(join(projectFolder, source))))) return;

  say('Building the pages: vite build');
  const code = await runTool('vite', ['build', '--config', config, '--logLevel', 'warn']);
  if (code !== 0) throw new Error(`The pages could not be built (vite ended with exit code ${code}).`);
}

function builtAtMs(): number {
  return statSync(join(projectFolder, built), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** The folders themselves count too: their time tells that a file was removed. */
function newestMs(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}
