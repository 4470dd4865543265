import type { IncomingMessage } from 'node:http';
import type { Gate } from './gate.ts';

/** Why a body was not read to its end. */
export type Unread = 'too_large' | 'busy' | 'cut';

/** The whole body, counted in the gate until `leave` is called. Never rejects. */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
  gate: Gate,
): Promise<{ body: Buffer; leave(): void } | Unread> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const giveUp = (why: Unread): void => {
      gate.leave(length);
      length = 0;
      chunks.length = 0;
      request.removeAllListeners('data');
      request.resume();
      resolve(why);
    };
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      gate.enter(chunk.length);
      chunks.push(chunk);
      if (length > maxBytes) giveUp('too_large');
      else if (gate.isFull) giveUp('busy');
    });
    request.once('end', () => {
      const bytes = length;
      resolve({ body: Buffer.concat(chunks), leave: () => gate.leave(bytes) });
    });
    request.once('close', () => {
      if (!request.complete) giveUp('cut');
    });
  });
}
