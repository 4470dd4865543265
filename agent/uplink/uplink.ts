import type { Item } from '#protocol/frame.ts';
import type { Welcome } from '#protocol/session.ts';
import type { Log } from '../log.ts';
import type { CollectorAddress } from './address.ts';
import { type BackOffOptions, backOffMs, SLOW_BACK_OFF, USUAL_BACK_OFF } from './back-off.ts';
import { type ConnectionOptions, createHttpAgent } from './connection.ts';
import type { Asked, Caller, Link, LinkEvents, Said } from './link.ts';
import { openPostLink } from './post-link.ts';
import type { Sender } from './sender.ts';
import { UplinkError } from './uplink-error.ts';
import { openWebSocketLink } from './websocket-link.ts';

/** Every waiting time of the uplink; tests shorten them. */
export interface UplinkTimes {
  welcomeTimeoutMs: number;
  silenceMs: number;
  answerTimeoutMs: number;
  /** While POST is used, a WebSocket is tried again this often. */
  retryWebSocketMs: number;
  usual: BackOffOptions;
  slow: BackOffOptions;
}

export const UPLINK_TIMES: UplinkTimes = {
  welcomeTimeoutMs: 10_000,
  silenceMs: 30_000,
  answerTimeoutMs: 30_000,
  retryWebSocketMs: 300_000,
  usual: USUAL_BACK_OFF,
  slow: SLOW_BACK_OFF,
};

export interface UplinkOptions {
  /** Tried in this order; the one that works is kept until it does not. */
  addresses: readonly CollectorAddress[];
  connection: ConnectionOptions;
  caller: Caller;
  sender: Sender;
  log: Log;
  /** In [0, 1). */
  random(): number;
  wallMs(): number;
  times?: UplinkTimes;
  onWelcome(welcome: Welcome): void;
  /** A link is open: what has to be said after each connection can be said. */
  onConnected?(): void;
  onAsked(asked: Asked): void;
  /** The key is not accepted there; resolves with true when another one is there now. */
  onUnauthorized(why: UplinkError): Promise<boolean>;
  /** Sends by POST from the beginning: for who has nothing to be asked. */
  only?: 'post';
}

export interface UplinkFigures {
  connected: boolean;
  /** Connections after the first. */
  reconnects: number;
}

/** Keeps a way to one collector open, for as long as the program runs. */
export interface Uplink {
  start(): void;
  offer(items: readonly Item[]): void;
  /** False when there is no way to say it now. */
  say(said: Said): boolean;
  figures(): UplinkFigures;
  /** Gives what waits a little time to leave, then closes. May be called twice, and without `start`. */
  close(withinMs: number): Promise<void>;
}

export function createUplink(options: UplinkOptions): Uplink {
  const { addresses, sender, log } = options;
  const times = options.times ?? UPLINK_TIMES;
  const agents = new Map<boolean, ReturnType<typeof createHttpAgent>>();
  let link: Link | undefined;
  let connections = 0;
  let isStopping = false;
  let wakeUp: (() => void) | undefined;
  let running: Promise<void> | undefined;
  /** Failed attempts since something was last acknowledged. */
  let failures = 0;
  let at = 0;
  let lastComplaint = '';
  let isPostSaid = false;

  return {
    start() {
      running ??= run();
    },
    offer: (items) => sender.offer(items),
    say: (said) => link?.say(said) ?? false,
    figures: () => ({ connected: link !== undefined, reconnects: Math.max(0, connections - 1) }),
    async close(withinMs) {
      if (link && !sender.isIdle()) await sleepUntil(withinMs, () => sender.isIdle() || link === undefined);
      isStopping = true;
      link?.close(new Error('the agent stops'));
      wakeUp?.();
      // An attempt to connect that is under way is not waited for.
      await Promise.race([running, new Promise((resolve) => setTimeout(resolve, 500))]);
      for (const agent of agents.values()) agent.destroy();
    },
  };

  async function run(): Promise<void> {
    while (!isStopping) {
      const address = addresses[at % addresses.length] as CollectorAddress;
      const error = await connectAndStay(address).catch((failure: Error) => failure);
      if (isStopping) return;
      at++;
      failures++;
      await sleep(await pauseAfter(error));
    }
  }

  /** Opens a link, serves it until it ends, and says why it ended. */
  async function connectAndStay(address: CollectorAddress): Promise<Error> {
    if (options.only === 'post') return await stay(address, 'post');
    try {
      return await stay(address, 'websocket');
    } catch (error) {
      if (!(error instanceof UplinkError) || error.fault !== 'upgrade_refused') throw error;
      if (!isPostSaid)
        log.info('no WebSocket there, sending by POST', { collector: address.text, why: error.message });
      isPostSaid = true;
      return await stay(address, 'post');
    }
  }

  async function stay(address: CollectorAddress, kind: Link['kind']): Promise<Error> {
    let onClosed: (error: Error) => void = () => {};
    const closed = new Promise<Error>((resolve) => {
      onClosed = resolve;
    });
    const opened = await openLink(address, kind, eventsOf(onClosed));
    if (isStopping) {
      opened.close();
      return closed;
    }
    link = opened;
    connections++;
    lastComplaint = '';
    isPostSaid = false;
    log.info('connected', { collector: address.text, by: kind });
    const timers = watch(opened, kind);
    sender.attach(opened);
    options.onConnected?.();
    try {
      return await closed;
    } finally {
      for (const timer of timers) clearInterval(timer);
      link = undefined;
      sender.detach();
    }
  }

  function openLink(address: CollectorAddress, kind: Link['kind'], events: LinkEvents): Promise<Link> {
    const { isSecure } = address;
    // Made when it is needed: TLS alone costs megabytes.
    const httpAgent = agents.get(isSecure) ?? createHttpAgent(isSecure, options.connection);
    agents.set(isSecure, httpAgent);
    const { caller, connection, wallMs } = options;
    const { welcomeTimeoutMs, silenceMs, answerTimeoutMs } = times;
    if (kind === 'post') {
      return openPostLink({ address, httpAgent, caller, events, timeoutMs: answerTimeoutMs, wallMs });
    }
    return openWebSocketLink({ address, connection, httpAgent, caller, events, welcomeTimeoutMs, silenceMs });
  }

  function eventsOf(closed: (error: Error) => void): LinkEvents {
    return {
      welcome: options.onWelcome,
      acknowledged(acknowledgement) {
        failures = 0;
        sender.acknowledged(acknowledgement);
      },
      answered: (message) => sender.answered(message),
      tooLarge: (message) => sender.tooLarge(message),
      asked: options.onAsked,
      closed,
    };
  }

  /** Ends a link that no longer answers, and one by POST when it is time to try a WebSocket again. */
  function watch(opened: Link, kind: Link['kind']): NodeJS.Timeout[] {
    const timers = [
      setInterval(() => {
        if (sender.overdueMs() < times.answerTimeoutMs) return;
        opened.close(new UplinkError('unreachable', `no answer for ${times.answerTimeoutMs / 1000} s`));
      }, times.answerTimeoutMs / 6),
    ];
    if (kind === 'post' && options.only === undefined) {
      const retry = times.retryWebSocketMs * (0.75 + 0.5 * options.random());
      timers.push(setInterval(() => opened.close(new RetryWebSocket()), retry));
    }
    return timers;
  }

  async function pauseAfter(error: Error): Promise<number> {
    if (error instanceof RetryWebSocket) {
      at--;
      failures--;
      return 0;
    }
    const known = error instanceof UplinkError ? error : new UplinkError('unreachable', error.message);
    const { fault, retryAfterMs } = known;
    if (fault === 'unauthorized' && (await options.onUnauthorized(known))) return 0;
    // One round through all addresses is quick; between rounds there is a pause.
    const isRoundOver = failures % addresses.length === 0;
    const isForPeople = fault === 'unauthorized' || fault === 'version';
    const round = Math.floor((failures - 1) / addresses.length);
    const pause = backOffMs(round, options.random(), isForPeople ? times.slow : times.usual);
    const waitMs = Math.max(isRoundOver ? pause : 0, retryAfterMs);
    complain(error, isForPeople, waitMs);
    return waitMs;
  }

  /** Once for each reason, not once for each attempt. */
  function complain(error: Error, isForPeople: boolean, waitMs: number): void {
    if (error.message === lastComplaint) return;
    lastComplaint = error.message;
    const data = { why: error.message, againInMs: waitMs };
    if (isForPeople) log.error('the collector refuses this agent; a person has to look at it', data);
    else log.warn('no connection to a collector, readings wait in the outbox', data);
  }

  async function sleep(ms: number): Promise<void> {
    if (ms <= 0 || isStopping) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    wakeUp = undefined;
  }
}

/** Not a failure: the link by POST is given up to see whether a WebSocket passes by now. */
class RetryWebSocket extends Error {}

function sleepUntil(withinMs: number, isDone: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    let leftMs = withinMs;
    const timer = setInterval(() => {
      leftMs -= 20;
      if (leftMs > 0 && !isDone()) return;
      clearInterval(timer);
      resolve();
    }, 20);
  });
}
