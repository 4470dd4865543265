import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder, runTool } from './run-tool.ts';

/** Projects of the type checker: the dashboards live in a browser and have types of their own. */
const projects = [
  'tsconfig.json',
  'dashboards/tsconfig.json',
  'dashboards/dev/tsconfig.json',
  'dashboards/service-worker/tsconfig.json',
];

/** Whether every file passes the type checker. */
export async function checkTypes(): Promise<boolean> {
  let good = true;
  for (const project of projects) {
    if (!existsSync(join(projectFolder, project))) continue;
    if ((await runTool('tsc', ['-p', project])) !== 0) good = false;
  }
  return good;
}

/** Whether every file passes the linter and is formatted. */
export async function lint(): Promise<boolean> {
  return (await runTool('biome', ['check', '--error-on-warnings', '--diagnostic-level=warn'])) === 0;
}

if (import.meta.main) {
  const types = await checkTypes();
  const style = await lint();
  process.exitCode = types && style ? 0 : 1;
}
