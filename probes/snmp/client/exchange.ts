import type { SnmpFigures, SnmpManners } from '../snmp-session.ts';
import type { Answer } from './answer.ts';
import { noAnswer, notSent } from './failures.ts';
import type { Place } from './place.ts';
import { encodeRequest, type Request } from './request.ts';
import type { CommunityCredential } from './settings.ts';
import type { SnmpTransport } from './transport.ts';

/**
 * Asks until somebody answers. `requestFor` tells what is asked at the first attempt (0) and the following ones: the
 * same object means the same datagram once more, another one something smaller.
 */
export type Exchange = (
  requestFor: (attempt: number) => Request,
  signal: AbortSignal,
) => Promise<{ answer: Answer; request: Request }>;

/** What an exchange is made with. */
export interface ExchangeOptions {
  place: Place;
  manners: SnmpManners;
  figures: SnmpFigures;
  transport: SnmpTransport;
}

/** What waits for an answer of one device, told what else comes from there. */
export interface Waiting {
  garbage: number;
}

const backoff = 1.5;

/** How long the answer to an attempt is waited for. */
export function waitMs({ timeoutMs }: SnmpManners, attempt: number): number {
  return Math.round(timeoutMs * backoff ** attempt);
}

/** Exchanges in version 1 or 2c. An answer to any of the attempts will do. */
export function createCommunityExchange(
  credential: CommunityCredential,
  { place, manners, figures, transport }: ExchangeOptions,
  waiting: Set<Waiting>,
): Exchange {
  const community = Buffer.from(credential.community);
  const { version } = credential;

  return (requestFor, signal) =>
    new Promise((resolve, reject) => {
      const ids: number[] = [];
      const requests: Request[] = [];
      const heard: Waiting = { garbage: 0 };
      let otherSender: string | undefined;
      let attempt = -1;
      const startedMs = performance.now();
      let plannedMs = 0;
      let bytes: Uint8Array;
      let timer: NodeJS.Timeout | undefined;
      let endKnock = () => {};

      const end = () => {
        clearTimeout(timer);
        endKnock();
        signal.removeEventListener('abort', abort);
        waiting.delete(heard);
        for (const id of ids) transport.forget(id);
      };
      const abort = () => {
        end();
        reject(unanswered(performance.now() - startedMs));
      };
      const unanswered = (waitedMs: number) => {
        const tries = attempt + 1;
        return noAnswer({ place, tries, waitedMs, version, garbage: heard.garbage, otherSender });
      };
      const sendFailed = (error: NodeJS.ErrnoException) => {
        const failure = notSent(error, place);
        if (!failure) return;
        end();
        reject(failure);
      };
      const question = {
        place,
        answered(answer: Answer & { id: number }) {
          end();
          resolve({ answer, request: requests[ids.indexOf(answer.id)]! });
        },
        misdirected(from: string) {
          figures.strayAnswers++;
          otherSender ??= from;
        },
      };
      const send = () => {
        if (attempt === manners.retries) {
          end();
          reject(unanswered(plannedMs));
          return;
        }
        attempt++;
        const request = requestFor(attempt);
        if (request !== requests.at(-1)) {
          const id = transport.expect(question);
          ids.push(id);
          requests.push(request);
          bytes = encodeRequest(request, version, community, id);
        }
        figures.requests++;
        if (attempt > 0) figures.repeats++;
        const ms = waitMs(manners, attempt);
        plannedMs += ms;
        timer = setTimeout(send, ms);
        // The last attempt asks the kernel as well whether the port is closed.
        const isLast = attempt > 0 && attempt === manners.retries;
        if (isLast) endKnock = transport.knock(place, bytes, sendFailed);
        else transport.send(place, bytes, sendFailed);
      };

      waiting.add(heard);
      signal.addEventListener('abort', abort);
      send();
    });
}
