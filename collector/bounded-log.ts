import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

/** The log of another program, kept in a file that does not grow without end. */
export interface BoundedLog {
  write(bytes: Buffer): void;
  close(): void;
}

/**
 * Appends to `path`; at `limitBytes` it becomes `path.1`, whose former content goes. What cannot be written is lost
 * without a word, since a log must never stop what it is about.
 */
export function openBoundedLog(path: string, limitBytes: number): BoundedLog {
  let file = open();
  return {
    write(bytes) {
      if (file === undefined) return;
      try {
        if (fstatSync(file).size + bytes.length > limitBytes) turnOver();
        if (file !== undefined) writeSync(file, bytes);
      } catch {
        // A full disk: the next line tries again.
      }
    },
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };

  function turnOver(): void {
    if (file !== undefined) closeSync(file);
    file = undefined;
    renameSync(path, `${path}.1`);
    file = open();
  }

  function open(): number | undefined {
    try {
      return openSync(path, 'a', 0o600);
    } catch {
      return undefined;
    }
  }
}
