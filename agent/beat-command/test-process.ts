import { spawn } from 'node:child_process';

/** A program of ours under this Node, for tests. */
export interface StartedNode {
  /** Resolves once it has printed this. */
  printed(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export function startNode(argv: readonly string[]): StartedNode {
  const child = spawn(process.execPath, [...argv], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  const waiting: (() => void)[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
    for (const look of waiting) look();
  });
  return {
    printed: (text) =>
      new Promise((resolve) => {
        const look = () => {
          if (output.includes(text)) resolve();
        };
        waiting.push(look);
        look();
      }),
    kill: (signal) => void child.kill(signal),
    ended: new Promise((resolve) => {
      child.once('close', (code, signal) => resolve({ code, signal }));
    }),
  };
}
