import type { IncomingMessage, ServerResponse } from 'node:http';
import { EnrolRequest, EnrolResponse } from '#protocol/session.ts';
import type { Log } from '../log.ts';
import { refuse, unavailable } from './answer.ts';
import type { Gate } from './gate.ts';
import type { Peers } from './peers.ts';
import { readBody } from './read-body.ts';
import type { Upstream } from './upstream.ts';

export interface EnrolDoorOptions {
  peers: Peers;
  upstream: Upstream;
  gate: Gate;
  log: Log;
}

const MAX_BYTES = 4_096;

/** `POST /api/v1/enrol`: passed on with the token of the agent, which is kept and logged nowhere. */
export async function enrolFor(
  request: IncomingMessage,
  response: ServerResponse,
  { peers, upstream, gate, log }: EnrolDoorOptions,
): Promise<void> {
  const read = await readBody(request, MAX_BYTES, gate);
  if (read === 'cut') return;
  if (typeof read === 'string') {
    const message = `a request to enrol has at most ${MAX_BYTES} bytes`;
    return refuse(response, { status: 413, code: 'too_large', message, headers: { connection: 'close' } });
  }
  read.leave();
  const wanted = EnrolRequest.safeParse(parseJson(read.body.toString('utf8')));
  if (!wanted.success) {
    const message = 'allowed is {token, hostname, machine}';
    return refuse(response, { status: 400, code: 'invalid', message });
  }
  const answer = await upstream.enrol(Buffer.from(JSON.stringify(wanted.data)));
  if (answer === undefined)
    return refuse(response, unavailable('no collector can be reached to enrol at; the token was not used'));
  const enrolled = EnrolResponse.safeParse(parseJson(answer.body));
  if (answer.status === 200 && enrolled.success) {
    const { hostname } = wanted.data;
    const { agent, target, key } = enrolled.data;
    // Before the agent hears of it: its first connection is let in even when the line upstream goes now.
    await peers.learn({ key, agent, target, hostname, aheadMs: 0 });
    log.info('an agent has enrolled through this relay', { hostname, agent, target });
  }
  response
    .writeHead(answer.status, {
      'content-type': answer.headers['content-type'] ?? 'application/json',
      ...(answer.headers['retry-after'] && { 'retry-after': answer.headers['retry-after'] }),
    })
    .end(answer.body);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
