import { readdirSync, readFileSync } from 'node:fs';

const PATIENCE_MS = 10_000;
const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * SIGSTOP, until SIGCONT. Returns when it really stands still: the signal alone leaves each of its threads the time
 * to answer once more.
 */
export function holdProcess(pid: number): void {
  process.kill(pid, 'SIGSTOP');
  for (const endMs = Date.now() + PATIENCE_MS; !standsStill(pid); ) {
    if (Date.now() > endMs) throw new Error(`process ${pid} does not stop`);
    Atomics.wait(pause, 0, 0, 2);
  }
}

function standsStill(pid: number): boolean {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).every((task) => {
    try {
      return /\) [TtZX] /.test(readFileSync(`${tasks}/${task}/stat`, 'utf8'));
    } catch {
      return true;
    }
  });
}
