import type { Agent } from 'node:http';
import { encodeMessage } from '#protocol/frame.ts';
import { Acknowledgement } from '#protocol/session.ts';
import { PROTOCOL } from '#protocol/version.ts';
import type { CollectorAddress } from './address.ts';
import { type HttpAnswer, httpRequest } from './http-request.ts';
import type { Caller, Link, LinkEvents } from './link.ts';
import { errorOfStatus, parseRetryAfter, UplinkError } from './uplink-error.ts';

export interface PostLinkOptions {
  address: CollectorAddress;
  httpAgent: Agent;
  caller: Caller;
  events: LinkEvents;
  timeoutMs: number;
  /** UTC ms. */
  wallMs(): number;
}

/** Two requests at a time: a live one need not wait for a long one of the backlog. */
const MAX_UNANSWERED = 2;

/**
 * The same messages as requests, for proxies that pass no WebSocket. Resolves when the collector has answered an
 * empty one; rejects with an UplinkError.
 */
export async function openPostLink(options: PostLinkOptions): Promise<Link> {
  const { address, httpAgent, caller, events, timeoutMs } = options;
  const abort = new AbortController();
  let isClosed = false;
  let waitingBytes = 0;

  accept(await post(encodeMessage(caller.hello().epoch, options.wallMs(), [])));

  return {
    kind: 'post',
    get waitingBytes() {
      return waitingBytes;
    },
    maxUnanswered: MAX_UNANSWERED,
    send(message, number) {
      if (isClosed) return;
      waitingBytes += message.length;
      post(message)
        .then((answer) => {
          if (isClosed) return;
          if (answer.status === 413) return events.tooLarge(number);
          const acknowledgement = accept(answer);
          if (acknowledgement) events.acknowledged(acknowledgement);
          events.answered(number);
        })
        .catch(end)
        .finally(() => {
          waitingBytes -= message.length;
        });
    },
    // Nothing is asked for here, so there is nothing to answer; targets are claimed on a socket only.
    say: () => false,
    close: (why = new Error('closed by the agent')) => end(why),
  };

  async function post(message: Uint8Array): Promise<HttpAnswer> {
    try {
      return await httpRequest({
        url: address.frames,
        method: 'POST',
        headers: {
          authorization: `Bearer ${caller.key}`,
          'ward-protocol': String(PROTOCOL.current),
          'content-type': 'application/octet-stream',
        },
        body: message,
        agent: httpAgent,
        timeoutMs,
        signal: abort.signal,
      });
    } catch (cause) {
      throw new UplinkError('unreachable', `${address.text}: ${(cause as Error).message}`, { cause });
    }
  }

  /** The acknowledgement in an answer; one that asks for a pause when that is what it says. */
  function accept(answer: HttpAnswer): Acknowledgement | undefined {
    const { status, headers, body } = answer;
    const acknowledgement = Acknowledgement.safeParse(parseJson(body));
    if (acknowledgement.success) return acknowledgement.data;
    const retryAfterMs = parseRetryAfter(headers['retry-after']);
    if ((status === 503 || status === 429) && retryAfterMs > 0) {
      const { epoch } = caller.hello();
      return { type: 'acknowledged', epoch, ranges: [], refused: [], schemasNeeded: [], retryAfterMs };
    }
    throw errorOfStatus(status, headers['retry-after'], body);
  }

  function end(error: Error): void {
    if (isClosed) return;
    isClosed = true;
    abort.abort();
    events.closed(error);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
