import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { doorPath } from './door-path.ts';

/** What carries the order out says nothing for so long: it is stuck, or gone. */
const SILENCE_MS = 120_000;

/** No collector runs on this data directory, or it is one of another user. */
export class NoCollectorError extends Error {
  constructor(dataDir: string, cause: unknown) {
    const { code } = cause as NodeJS.ErrnoException;
    super(
      code === 'EACCES'
        ? `the collector of ${dataDir} takes orders only from the user that it runs as`
        : `no collector runs on ${dataDir}`,
      { cause },
    );
    this.name = 'NoCollectorError';
  }
}

/**
 * Gives the running collector of this data directory an order and resolves with its result; rejects with its sentence
 * where it fails, with a `NoCollectorError` where nobody is there. Aborting `signal` takes the order back.
 */
export async function askCollector(
  dataDir: string,
  order: string,
  body: unknown,
  onProgress: (progress: unknown) => void = () => {},
  signal?: AbortSignal,
): Promise<unknown> {
  const socket = await reach(dataDir);
  return new Promise((resolve, reject) => {
    const asked = request({
      createConnection: () => socket,
      method: 'POST',
      path: `/${order}`,
      timeout: SILENCE_MS,
      signal,
    });
    asked.on('timeout', () =>
      asked.destroy(new Error(`the collector says nothing for ${SILENCE_MS / 1000} s; ask again`)),
    );
    asked.on('error', reject);
    asked.on('response', (response) => {
      const lines = createInterface({ input: response });
      lines.on('line', (line) => {
        const told = JSON.parse(line) as { progress?: unknown; result?: unknown; error?: string };
        if (told.error !== undefined) reject(new Error(told.error));
        else if ('result' in told) resolve(told.result);
        else onProgress(told.progress);
      });
      response.on('error', reject);
      lines.on('close', () => reject(new Error('the collector ended before it had answered; ask again')));
    });
    asked.end(JSON.stringify(body ?? {}));
  });
}

function reach(dataDir: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(doorPath(dataDir));
    socket.once('error', (error) => reject(new NoCollectorError(dataDir, error)));
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}
