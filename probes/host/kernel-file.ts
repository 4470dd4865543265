import { closeSync, openSync, readSync } from 'node:fs';

/** More than any file of the kernel that a probe reads; a larger one is refused instead of filling the memory. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * A file under `/proc` or `/sys` that the kernel writes anew whenever it is read from its start. It stays open
 * between readings and one buffer is used for all of them, so a reading costs two system calls and no garbage.
 */
export interface KernelFile {
  /** The whole content; valid until the next call. Throws when the file is missing or cannot be read. */
  read(): Buffer;
  /** May be called twice; a later `read` opens the file again. */
  close(): void;
}

/** Promises: nothing is opened before the first `read`. */
export function kernelFile(path: string, firstBufferBytes = 4096): KernelFile {
  let fd = -1;
  let buffer = Buffer.allocUnsafeSlow(firstBufferBytes);

  function read(): Buffer {
    if (fd < 0) {
      fd = openSync(path, 'r');
      return readOrClose();
    }
    try {
      return readOrClose();
    } catch {
      // What it belonged to may be gone and back, such as a network interface: look once more under its name.
      fd = openSync(path, 'r');
      return readOrClose();
    }
  }

  function readOrClose(): Buffer {
    try {
      return readWhole();
    } catch (error) {
      close();
      throw error;
    }
  }

  function readWhole(): Buffer {
    let length = 0;
    for (;;) {
      const count = readSync(fd, buffer, length, buffer.length - length, length);
      length += count;
      if (count === 0) return buffer.subarray(0, length);
      if (length === buffer.length) grow();
    }
  }

  function grow(): void {
    if (buffer.length >= MOST_BYTES) throw new Error(`${path} is larger than ${MOST_BYTES} bytes`);
    const larger = Buffer.allocUnsafeSlow(buffer.length * 2);
    buffer.copy(larger);
    buffer = larger;
  }

  function close(): void {
    if (fd < 0) return;
    const open = fd;
    fd = -1;
    closeSync(open);
  }

  return { read, close };
}
