import type { Agent } from 'node:http';
import { encodeMessage } from '#protocol/frame.ts';
import { PROTOCOL } from '#protocol/version.ts';
import type { CollectorAddress } from '../uplink/address.ts';
import { type ConnectionOptions, createHttpAgent } from '../uplink/connection.ts';
import { type HttpAnswer, httpRequest } from '../uplink/http-request.ts';

/** What a collector says of a key; 'unknown' when none could be asked. */
export type KeyVerdict = 'accepted' | 'refused' | 'unknown';

/** Single questions to the collectors, beside the connections that carry what agents send. */
export interface Upstream {
  /** Never rejects. */
  confirm(key: string): Promise<KeyVerdict>;
  /** The answer of the first collector that gives one; undefined when none does. */
  enrol(body: Uint8Array): Promise<HttpAnswer | undefined>;
  close(): void;
}

export interface UpstreamOptions {
  addresses: readonly CollectorAddress[];
  connection: ConnectionOptions;
  /** UTC ms. */
  wallMs(): number;
}

/** An agent waits ten seconds for its welcome. */
const ANSWER_MS = 4_000;
const ENROL_MS = 6_000;
/** More at once are told to come again: whoever has no key must not keep the line busy. */
const MAX_AT_ONCE = 16;
/** The epoch of a message that holds nothing. */
const NO_EPOCH = '0'.repeat(16);

export function createUpstream({ addresses, connection, wallMs }: UpstreamOptions): Upstream {
  const agents = new Map<boolean, Agent>();
  let underWay = 0;

  return {
    async confirm(key) {
      let verdict: KeyVerdict = 'unknown';
      for (const address of addresses) {
        const answer = await ask(address, address.frames, ANSWER_MS, encodeMessage(NO_EPOCH, wallMs(), []), {
          authorization: `Bearer ${key}`,
          'ward-protocol': String(PROTOCOL.current),
          'content-type': 'application/octet-stream',
        });
        if (answer === undefined) continue;
        if (answer.status === 200) return 'accepted';
        // Only a collector says it in these words; a proxy on the way may refuse for reasons of its own.
        if (answer.status === 401 && codeOf(answer) === 'unauthorized') verdict = 'refused';
      }
      return verdict;
    },
    async enrol(body) {
      for (const address of addresses) {
        const answer = await ask(address, address.enrol, ENROL_MS, body, {
          'content-type': 'application/json',
        });
        if (answer && answer.status < 500) return answer;
      }
      return undefined;
    },
    close() {
      for (const agent of agents.values()) agent.destroy();
    },
  };

  async function ask(
    { isSecure }: CollectorAddress,
    url: URL,
    timeoutMs: number,
    body: Uint8Array,
    headers: Readonly<Record<string, string>>,
  ): Promise<HttpAnswer | undefined> {
    if (underWay >= MAX_AT_ONCE) return undefined;
    const agent = agents.get(isSecure) ?? createHttpAgent(isSecure, connection);
    agents.set(isSecure, agent);
    underWay++;
    try {
      return await httpRequest({ url, method: 'POST', headers, body, agent, timeoutMs });
    } catch {
      return undefined;
    } finally {
      underWay--;
    }
  }
}

function codeOf({ body }: HttpAnswer): unknown {
  try {
    return JSON.parse(body).code;
  } catch {
    return undefined;
  }
}
