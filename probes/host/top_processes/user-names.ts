import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Finds the user of a process: its name where this machine's own list has one, else its number. */
export function userFinder(procPath: string, passwdPath = '/etc/passwd'): (pid: number) => string {
  const names = new Map<number, string>();
  let modifiedMs = Number.NaN;
  return (pid) => {
    try {
      const { uid } = statSync(join(procPath, String(pid)));
      refresh();
      return names.get(uid) ?? String(uid);
    } catch {
      return '';
    }
  };

  function refresh(): void {
    const { mtimeMs } = statSync(passwdPath);
    if (mtimeMs === modifiedMs) return;
    modifiedMs = mtimeMs;
    names.clear();
    for (const line of readFileSync(passwdPath, 'utf8').split('\n')) {
      const [name, , uid] = line.split(':');
      if (name !== undefined && uid !== undefined && !names.has(Number(uid))) names.set(Number(uid), name);
    }
  }
}
