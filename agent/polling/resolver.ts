import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { ProbeError } from '#probes/probe-error.ts';
import { type AddressBounds, beyondBounds } from './bounds.ts';
import { createTurnstile } from './turnstile.ts';

/** The resolver for what a probe may ask: some ask only what anybody on the internet may ask. */
export type ResolverOf = (type: { isPublic?: boolean }) => Resolver;

/** Turns what a person wrote into an address that may be asked. */
export interface Resolver {
  /** Rejects with a ProbeError when there is no such name, or when nothing of it lies within bounds. */
  resolve(host: string): Promise<string>;
  /** What the name led to last. */
  known(host: string): string | undefined;
}

export interface ResolverOptions {
  bounds: AddressBounds;
  monotonicMs(): number;
  /** All addresses of a name, as the machine sees them. */
  lookup?(host: string): Promise<readonly string[]>;
}

const FRESH_MS = 300_000;
const RETRY_MS = 60_000;
const MAX_NAMES = 20_000;
/** Lookups hold threads that writing to disk needs as well, and a dead name server holds them long. */
const AT_ONCE = 2;

interface Known {
  address?: string;
  error?: ProbeError;
  untilMs: number;
  asking?: Promise<void>;
}

export function createResolver(options: ResolverOptions): Resolver {
  const { bounds, monotonicMs, lookup: find = lookUp } = options;
  const names = new Map<string, Known>();
  const turnstile = createTurnstile(AT_ONCE);
  return {
    async resolve(host) {
      if (isIP(host.split('%')[0] ?? '') !== 0) {
        if (bounds.permits(host)) return host;
        throw new ProbeError('misconfigured', beyondBounds(host, host, bounds));
      }
      const known = names.get(host) ?? remember(host);
      if (monotonicMs() >= known.untilMs) known.asking ??= ask(host, known);
      // An address that worked goes on being used while it is looked up again, and when names cannot be looked up.
      if (known.address === undefined) await known.asking;
      if (known.address !== undefined) return known.address;
      throw known.error;
    },
    known: (host) => names.get(host)?.address,
  };

  function remember(host: string): Known {
    const [oldest] = names.size >= MAX_NAMES ? names.keys() : [];
    if (oldest !== undefined) names.delete(oldest);
    const known: Known = { untilMs: 0 };
    names.set(host, known);
    return known;
  }

  async function ask(host: string, known: Known): Promise<void> {
    const leave = await turnstile.enter();
    try {
      const addresses = await find(host);
      known.address = addresses.find(bounds.permits);
      known.error =
        known.address === undefined
          ? new ProbeError('misconfigured', beyondBounds(host, addresses.join(', '), bounds))
          : undefined;
      known.untilMs = monotonicMs() + FRESH_MS;
    } catch (cause) {
      const { code = '', message } = cause as NodeJS.ErrnoException;
      const state = code === 'ENOTFOUND' ? 'misconfigured' : 'failed';
      known.error = new ProbeError(state, `the name ${host} leads to no address: ${code || message}`, {
        cause,
      });
      known.untilMs = monotonicMs() + RETRY_MS;
    } finally {
      known.asking = undefined;
      leave();
    }
  }
}

async function lookUp(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true, verbatim: true });
  return found.map(({ address }) => address);
}
