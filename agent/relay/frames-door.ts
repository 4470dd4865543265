import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkMessage, WireError } from '#protocol/frame.ts';
import { LIMITS } from '#protocol/limits.ts';
import { PROTOCOL, speaks } from '#protocol/version.ts';
import { type Refusal, refusalOf, refuse, unavailable } from './answer.ts';
import type { Gate } from './gate.ts';
import type { Peers } from './peers.ts';
import { readBody } from './read-body.ts';

export interface FramesDoorOptions {
  peers: Peers;
  gate: Gate;
  /** Told when the disk takes nothing, and with undefined when it does. */
  onDisk(error: Error | undefined): void;
}

/** `POST /api/v1/frames`, as a collector serves it. */
export async function takeFrames(
  request: IncomingMessage,
  response: ServerResponse,
  { peers, gate, onDisk }: FramesDoorOptions,
): Promise<void> {
  // The key comes before the body: who has none sends megabytes to nobody.
  const peer = await peers.admit(keyOf(request));
  if (typeof peer === 'string') return refuseUnread(refusalOf(peer));
  const unspoken = unspokenProtocol(request);
  if (unspoken) return refuseUnread(unspoken);
  const read = await readBody(request, LIMITS.messageBytes, gate);
  if (read === 'too_large') {
    const message = `a message has at most ${LIMITS.messageBytes} bytes`;
    return refuseUnread({ status: 413, code: 'too_large', message });
  }
  if (read === 'busy') return refuseUnread(unavailable('more waits for the disk than may wait'));
  if (read === 'cut') return;
  try {
    const header = checkMessage(read.body);
    const kept = await peer.take(read.body, header, 'post');
    onDisk(undefined);
    const answer = { type: 'acknowledged', epoch: header.epoch, ...kept, refused: [], retryAfterMs: 0 };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  } catch (error) {
    if (error instanceof WireError) {
      const message = `${error.message} (byte ${error.offset})`;
      return refuse(response, { status: 400, code: error.fault, message });
    }
    onDisk(error as Error);
    refuse(response, unavailable('nothing was taken: the disk of the relay takes nothing'));
  } finally {
    read.leave();
  }

  /** What is still to come is not waited for. */
  function refuseUnread(refusal: Refusal): void {
    refuse(response, { ...refusal, headers: { ...refusal.headers, connection: 'close' } });
  }
}

export function keyOf({ headers }: IncomingMessage): string {
  const [, key = ''] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? [];
  return key;
}

/** Undefined when the other side speaks what is spoken here. */
export function unspokenProtocol({ headers }: IncomingMessage): Refusal | undefined {
  if (speaks(Number(headers['ward-protocol']))) return undefined;
  const range = `${PROTOCOL.oldest}-${PROTOCOL.current}`;
  return {
    status: 426,
    code: 'unknown_protocol',
    message: `the header ward-protocol must be ${PROTOCOL.oldest} to ${PROTOCOL.current}`,
    headers: { 'ward-protocol': range },
  };
}
