import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectFolder } from '#scripts/run-tool.ts';

/** A command of the project, started the way npm starts it. */
export interface StartedProgram {
  pid: number;
  /** Everything written so far, by standard output and standard error alike. */
  output(): string;
  /** What a line of its output tells; rejects when the program ends without it. */
  line(pattern: RegExp): Promise<RegExpExecArray>;
  /** Its exit code; null after a signal. */
  ended: Promise<number | null>;
  signal(signal: NodeJS.Signals): void;
}

/** Starts `npm start` or another command without npm around it. */
export function startProgram(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): StartedProgram {
  const child = spawn(process.execPath, [join(projectFolder, 'scripts/launch.js'), command, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killWithUs = () => child.kill('SIGKILL');
  process.on('exit', killWithUs);
  let output = '';
  const watchers = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
      for (const watch of watchers) watch();
    });
  }
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      process.off('exit', killWithUs);
      resolve(code);
    });
  });
  return {
    pid: child.pid as number,
    output: () => output,
    ended,
    signal: (signal) => void child.kill(signal),
    line(pattern) {
      return new Promise((resolve, reject) => {
        const watch = (): void => {
          const found = pattern.exec(output);
          if (!found) return;
          watchers.delete(watch);
          resolve(found);
        };
        watchers.add(watch);
        watch();
        void ended.then((code) => reject(new Error(`ended with ${code} before ${pattern}:\n${output}`)));
      });
    },
  };
}
