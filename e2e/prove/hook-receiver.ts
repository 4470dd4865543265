import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SIGNATURE_HEADER, verify } from '#channels/webhook/signature.ts';
import { between, type Random } from './random.ts';

/** One attempt of a call as it arrived. */
export interface HookCall {
  id: string;
  attempt: number;
  /** Ids of its events. */
  events: string[];
  arrivedAtMs: number;
  /** False when it was answered with an error, or with nothing. */
  accepted: boolean;
}

/** A webhook's other side: a real server that now and then fails. */
export interface HookReceiver {
  url: string;
  secret: string;
  readonly calls: readonly HookCall[];
  /** Requests whose signature was wrong. */
  readonly forged: number;
  /** From 0 to 1: how many calls fail at their first attempt. */
  faultShare: number;
  close(): Promise<void>;
}

/** How long the collector waits for an answer: hanging is longer. */
export const HOOK_TIMEOUT_MS = 3_000;

/** Each call fails at most once, by an error or by silence, so that all of them end in reasonable time. */
export async function startHookReceiver(random: Random): Promise<HookReceiver> {
  const secret = 'known to both of us';
  const calls: HookCall[] = [];
  const failed = new Set<string>();
  let forged = 0;
  const server = createServer(async (request, response) => {
    const body = await text(request).catch(() => undefined);
    // Its sender was killed in the middle of it.
    if (body === undefined) return;
    if (!verify(secret, String(request.headers[SIGNATURE_HEADER]), body, Date.now())) forged++;
    const { call: id, attempt, events } = JSON.parse(body);
    const call: HookCall = {
      id,
      attempt,
      events: events.map((event: { id: string }) => event.id),
      arrivedAtMs: Date.now(),
      accepted: failed.has(id) || random() >= receiver.faultShare,
    };
    calls.push(call);
    if (call.accepted) setTimeout(() => accept(call, response), between(random, 0, 100));
    else misbehave(id, response);
  });
  const accept = (call: HookCall, response: ServerResponse) => {
    // Who called has given up or was killed: nobody hears that it was accepted, and it has to come again.
    if (response.destroyed) {
      call.accepted = false;
      failed.add(call.id);
    } else response.end('ok');
  };
  const misbehave = (id: string, response: ServerResponse) => {
    failed.add(id);
    if (random() < 0.5) response.writeHead(500).end('not now');
  };
  server.on('clientError', (_error, socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiver: HookReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    secret,
    calls,
    get forged() {
      return forged;
    },
    faultShare: 0.1,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}
