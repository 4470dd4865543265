import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, whatever the current one is. */
export const projectFolder: string = fileURLToPath(new URL('..', import.meta.url));

/** The tools among the dependencies, as files that Node runs. */
export const tools = {
  biome: 'node_modules/@biomejs/biome/bin/biome',
  tsc: 'node_modules/typescript/bin/tsc',
  vite: 'node_modules/vite/bin/vite.js',
  vitest: 'node_modules/vitest/vitest.mjs',
} as const;

/** Runs a tool in the project's folder with its output shown, and resolves to its exit code; never rejects. */
export function runTool(
  tool: keyof typeof tools,
  args: readonly string[],
  env?: NodeJS.ProcessEnv,
): Promise<number> {
  return runProgram(process.execPath, [join(projectFolder, tools[tool]), ...args], env);
}

/** Runs any program likewise. One that cannot be started counts as exit code 127. */
export function runProgram(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: projectFolder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', (error) => {
      console.error(error.message);
      resolve(127);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}
