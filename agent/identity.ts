import type { AgentConfig } from './config/config.ts';
import { type AgentIdentity, checkWritable, enrol, hashToken, loadIdentity, saveIdentity } from './enrol.ts';
import type { Log } from './log.ts';
import { StartError } from './start-error.ts';
import { parseAddress } from './uplink/address.ts';
import { backOffMs, USUAL_BACK_OFF } from './uplink/back-off.ts';
import type { ConnectionOptions } from './uplink/connection.ts';
import { UplinkError } from './uplink/uplink-error.ts';

export interface IdentityOptions {
  config: AgentConfig;
  hostname: string;
  machine: string;
  connection: ConnectionOptions;
  log: Log;
  random(): number;
  /** Ends the waiting for a collector. */
  signal: AbortSignal;
}

/** How an agent comes to its key. */
export interface Identities {
  /**
   * The kept identity, or a new one for the token, waiting for a collector as long as it takes; undefined when
   * stopped meanwhile. Rejects with a StartError when only a person can help: no token, or one that is not accepted.
   */
  first(): Promise<AgentIdentity | undefined>;
  /** A new identity when the configuration has a token that was not used yet. */
  renew(): Promise<AgentIdentity | undefined>;
}

const TIMEOUT_MS = 15_000;

export function obtainIdentity(options: IdentityOptions): Identities {
  const { config, log, signal } = options;
  return {
    async first() {
      const kept = loadIdentity(config.data);
      if (kept) return kept;
      if (config.token === undefined) {
        throw new StartError(
          `there is no key in ${config.data} yet: start the agent once with --token and a one-time token`,
        );
      }
      await checkWritable(config.data);
      for (let round = 0; !signal.aborted; round++) {
        try {
          return await enrolNow(config.token);
        } catch (error) {
          if (!(error instanceof UplinkError)) throw error;
          if (error.fault === 'unauthorized') throw new StartError(error.message, { cause: error });
          const waitMs = Math.max(error.retryAfterMs, backOffMs(round, options.random(), USUAL_BACK_OFF));
          if (round === 0)
            log.warn('waiting for a collector to enrol at', { why: error.message, againInMs: waitMs });
          await sleep(waitMs, signal);
        }
      }
      return undefined;
    },
    async renew() {
      const { token } = config;
      if (token === undefined || loadIdentity(config.data)?.tokenHash === hashToken(token)) return undefined;
      // A token that is not accepted either leaves things as they are.
      return await enrolNow(token).catch(() => undefined);
    },
  };

  async function enrolNow(token: string): Promise<AgentIdentity> {
    const { hostname, machine, connection } = options;
    const addresses = config.collectors.map(parseAddress);
    const identity = await enrol({ token, hostname, machine, addresses, connection, timeoutMs: TIMEOUT_MS });
    await saveIdentity(config.data, identity);
    log.info('enrolled', { agent: identity.agent, target: identity.target });
    return identity;
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
