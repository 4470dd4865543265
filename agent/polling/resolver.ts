import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { ProbeError } from '#probes/probe-error.ts';
import { type AddressBounds, beyondBounds } from './bounds.ts';
import { createTurnstile } from './turnstile.ts';

/** The resolver for what a probe may ask: some ask only what anybody on the internet may ask. */
export type ResolverOf = (type: { isPublic?: boolean }) => Resolver;

/** Turns what a person wrote into an address that may be asked. */
export interface Resolver {
  /**
   * Rejects with a ProbeError when there is no such name, or when nothing of it lies within bounds; with a family,
   * only an address of that one will do.
   */
  resolve(host: string, family?: 4 | 6): Promise<string>;
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
  /** Those within bounds, as the machine would take them. */
  addresses: readonly string[];
  error?: ProbeError;
  untilMs: number;
  asking?: Promise<void>;
}

export function createResolver(options: ResolverOptions): Resolver {
  const { bounds, monotonicMs, lookup: find = lookUp } = options;
  const names = new Map<string, Known>();
  const turnstile = createTurnstile(AT_ONCE);
  return {
    async resolve(host, family) {
      if (familyOf(host) !== 0) {
        if (!bounds.permits(host)) throw new ProbeError('misconfigured', beyondBounds(host, host, bounds));
        return ofFamily(host, [host], family);
      }
      const known = names.get(host) ?? remember(host);
      if (monotonicMs() >= known.untilMs) known.asking ??= ask(host, known);
      // An address that worked goes on being used while it is looked up again, and when names cannot be looked up.
      if (known.addresses.length === 0) await known.asking;
      if (known.addresses.length > 0) return ofFamily(host, known.addresses, family);
      throw known.error;
    },
    known: (host) => names.get(host)?.addresses[0],
  };

  function remember(host: string): Known {
    const [oldest] = names.size >= MAX_NAMES ? names.keys() : [];
    if (oldest !== undefined) names.delete(oldest);
    const known: Known = { addresses: [], untilMs: 0 };
    names.set(host, known);
    return known;
  }

  async function ask(host: string, known: Known): Promise<void> {
    const leave = await turnstile.enter();
    try {
      const addresses = await find(host);
      known.addresses = addresses.filter(bounds.permits);
      known.error =
        known.addresses.length === 0
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

function ofFamily(host: string, addresses: readonly string[], family: 4 | 6 | undefined): string {
  const found = addresses.find((address) => family === undefined || familyOf(address) === family);
  if (found !== undefined) return found;
  const message = `${host} has no address of IPv${family}, only ${addresses.join(', ')}: look at the setting family`;
  throw new ProbeError('misconfigured', message);
}

function familyOf(address: string): number {
  return isIP(address.split('%')[0] ?? '');
}

async function lookUp(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true, verbatim: true });
  return found.map(({ address }) => address);
}
