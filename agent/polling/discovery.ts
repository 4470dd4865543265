import { type Finding, lookAt, startAfterMs, type Way } from '#probes/discovery/sweep.ts';
import type { ProbeOptions, ProbeType } from '#probes/probe.ts';
import { ProbeError } from '#probes/probe-error.ts';
import { addressesOf, countAddresses, parseRanges } from '#protocol/address-ranges.ts';
import type { Explanation } from '#protocol/explanation.ts';
import { sealingSubject } from '#protocol/sealing.ts';
import type { Discover, Discovered } from '#protocol/session.ts';
import type { AddressBounds } from './bounds.ts';
import { clipRecognised } from './clip-explanation.ts';
import { readConfig } from './plan-polls.ts';
import { findOutward, openOrExplain, type RemoteCheckOptions } from './remote-check.ts';
import { createTurnstile } from './turnstile.ts';

type Recognised = NonNullable<Explanation['recognised']>;

export interface DiscoveryOptions
  extends Pick<RemoteCheckOptions, 'types' | 'zone' | 'allowed' | 'open' | 'probeOptions' | 'monotonicMs'> {
  bounds: AddressBounds;
  /** Says how far it is; false when there is no way, and it is said again later. */
  say(discovered: Discovered): boolean;
}

/** Sweeps addresses that a person named, one sweep at a time. */
export interface Discovery {
  start(discover: Discover): void;
  stop(id: string): void;
  /** There is a way to the collector again: what it has not heard is said now. */
  connected(): void;
  /** Ends without another word. */
  close(): void;
}

const AT_ONCE = 64;
const PROGRESS_MS = 2_000;
/** What one credential may take at one address; most addresses are empty. */
const TRY_MS = 6_000;
const FOUND_PER_MESSAGE = 500;

interface Sweep {
  id: string;
  abort: AbortController;
  asked: number;
  total: number;
  found: Finding<Recognised>[];
  isDone: boolean;
  error: string;
}

export function createDiscovery(options: DiscoveryOptions): Discovery {
  const { monotonicMs } = options;
  let current: Sweep | undefined;
  let timer: NodeJS.Timeout | undefined;

  return {
    start(discover) {
      const { id } = discover;
      if (current?.id === id) return;
      if (current !== undefined) {
        return refuse(id, 'this agent sweeps other addresses at the moment; try again when that is done');
      }
      const sweep: Sweep = {
        id,
        abort: new AbortController(),
        asked: 0,
        total: 0,
        found: [],
        isDone: false,
        error: '',
      };
      current = sweep;
      timer = setInterval(tell, PROGRESS_MS);
      void run(sweep, discover).then(() => {
        sweep.isDone = true;
        tell();
      });
    },
    stop(id) {
      if (current?.id !== id || current.isDone) return;
      current.error = 'stopped';
      current.abort.abort();
    },
    connected: tell,
    close() {
      clearInterval(timer);
      current?.abort.abort();
      current = undefined;
    },
  };

  /** Never rejects. */
  async function run(sweep: Sweep, discover: Discover): Promise<void> {
    try {
      const ranges = parseRanges(discover.ranges);
      const ways = discover.credentials.map((credential) => wayOf(credential, discover.id));
      if (ways.length === 0) throw new Error('there is no credential to try');
      const addresses = [...addressesOf(ranges)];
      const outside = addresses.find((address) => !options.bounds.permits(address));
      sweep.total = countAddresses(ranges);
      if (outside !== undefined) {
        throw new Error(
          `${outside} lies outside of \`bounds.addresses\` in the agent’s own file, which allows ${options.bounds.text}; widen it there or name less`,
        );
      }
      await sweepAll(sweep, addresses, ways, discover.rate);
    } catch (error) {
      sweep.error ||= (error as Error).message;
    }
  }

  async function sweepAll(
    sweep: Sweep,
    addresses: readonly string[],
    ways: readonly Way<Recognised>[],
    rate: number,
  ): Promise<void> {
    const { signal } = sweep.abort;
    const startedMs = monotonicMs();
    const turnstile = createTurnstile(AT_ONCE);
    const looks: Promise<void>[] = [];
    for (const [index, address] of addresses.entries()) {
      await sleep(startedMs + startAfterMs(index, rate) - monotonicMs(), signal);
      const leave = await turnstile.enter();
      if (signal.aborted) {
        leave();
        break;
      }
      const look = lookAt(address, ways, signal).then((found) => {
        sweep.asked++;
        sweep.found.push(...found);
        leave();
      });
      looks.push(look);
    }
    await Promise.all(looks);
  }

  /** Throws a sentence when the credential cannot be used here. */
  function wayOf(credential: Discover['credentials'][number], id: string): Way<Recognised> {
    const type = findOutward(credential.probe, options);
    if (typeof type === 'string') throw new Error(type);
    const settings = openOrExplain(credential, sealingSubject.discover(id), options.open);
    const problem = readConfig(type, settings, '192.0.2.1');
    if (typeof problem === 'string') throw new Error(problem);
    return {
      credential: credential.id,
      probe: credential.probe,
      recognise: (address, signal) =>
        recogniseWith(type, { ...problem, address }, options.probeOptions, signal),
    };
  }

  function refuse(id: string, error: string): void {
    options.say({ type: 'discovered', id, asked: 0, total: 0, done: true, error, found: [] });
  }

  function tell(): void {
    const sweep = current;
    if (sweep === undefined) return;
    const { id, asked, total } = sweep;
    for (;;) {
      const found = sweep.found.slice(0, FOUND_PER_MESSAGE);
      const isLast = found.length === sweep.found.length;
      const done = sweep.isDone && isLast;
      const error = done ? sweep.error.slice(0, 500) : '';
      if (!options.say({ type: 'discovered', id, asked, total, done, error, found })) return;
      sweep.found.splice(0, found.length);
      if (isLast) break;
    }
    if (!sweep.isDone) return;
    clearInterval(timer);
    current = undefined;
  }
}

/** As light as the probe can, and within its time. What it remembers of strangers is forgotten. */
async function recogniseWith(
  type: ProbeType,
  config: unknown,
  { remember: _, ...probeOptions }: ProbeOptions,
  signal: AbortSignal,
): Promise<Recognised | null> {
  const abort = new AbortController();
  let end = (): void => {};
  let timer: NodeJS.Timeout | undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    end = () => {
      abort.abort();
      reject(new ProbeError('silent', `no answer within ${TRY_MS / 1_000} s`));
    };
    timer = setTimeout(end, TRY_MS);
    signal.addEventListener('abort', end);
  });
  try {
    return await Promise.race([ask(), ended]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }

  async function ask(): Promise<Recognised | null> {
    if (type.recognise) return clipRecognised(await type.recognise(config, probeOptions, abort.signal));
    if (type.explain)
      return clipRecognised((await type.explain(config, probeOptions, abort.signal)).recognised);
    throw new ProbeError('unsupported', `"${type.name}" cannot tell what a device is`);
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return Promise.resolve();
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
