import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { projectFolder } from '../run-tool.ts';

/** How a launch ended. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A small project with our launcher in it, for tests. */
export interface TemporaryProject {
  folder: string;
  write(path: string, content: string): void;
  /** Makes package.json and package-lock.json ask for packages: folders that it makes, so no network is needed. */
  ask(...names: readonly string[]): void;
  /** The same for a package that only the registry has. */
  askRegistry(name: string): void;
  /** Starts `scripts/launch.js` under the Node of the tests. */
  launch(args: readonly string[], env?: NodeJS.ProcessEnv): { child: ChildProcess; ended: Promise<Ended> };
  remove(): void;
}

/** Copies the launcher into an empty folder. */
export function temporaryProject(): TemporaryProject {
  const folder = mkdtempSync(join(tmpdir(), 'ward-launch-'));
  for (const path of ['scripts/launch.js', 'scripts/launch', 'scripts/running.js']) {
    cpSync(join(projectFolder, path), join(folder, path), { recursive: true });
  }
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const lock = (dependencies: Record<string, string>, packages: Record<string, unknown>) => {
    const root = { name: 'small', version: '1.0.0', type: 'module', dependencies };
    write('package.json', JSON.stringify(root));
    write(
      'package-lock.json',
      JSON.stringify({ name: 'small', lockfileVersion: 3, packages: { '': root, ...packages } }),
    );
  };
  const ask = (...names: readonly string[]) => {
    const packages: Record<string, unknown> = {};
    for (const name of names) {
      write(`${name}/package.json`, JSON.stringify({ name, version: '1.0.0' }));
      packages[name] = { version: '1.0.0' };
      packages[`node_modules/${name}`] = { resolved: name, link: true };
    }
    lock(Object.fromEntries(names.map((name) => [name, `file:${name}`])), packages);
  };
  ask('left');
  return {
    folder,
    write,
    ask,
    askRegistry: (name) => lock({ [name]: '1.0.0' }, { [`node_modules/${name}`]: { version: '1.0.0' } }),
    launch: (args, env) => launch(join(folder, 'scripts/launch.js'), args, env),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function launch(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return watch(
    spawn(process.execPath, [script, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
}

/** Collects what a process prints; it has ended when nobody holds its output open any more. */
export function watch(child: ChildProcessByStdio<null, Readable, Readable>): {
  child: ChildProcess;
  ended: Promise<Ended>;
} {
  const ended = new Promise<Ended>((resolve) => {
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended };
}
