/*
 * One socket for the whole page, and what pages have subscribed on it.
 *
 *   page ── subscribe ──► LiveClient ══ /api/v1/live ══► hub
 *        ◄─ snapshot, values, added ─┘        closed, silent: back-off, then everything is subscribed anew
 */
import type { Alert, AlertEvent } from '#protocol/alert.ts';
import type { FleetNews } from '#protocol/fleet.ts';
import type { FromBrowser, LiveSelection, LiveSeries, Pulse, ToBrowser } from '#protocol/live.ts';
import { backOffMs } from './back-off.ts';
import { decodeText, decodeValues } from './decode.ts';

/** What a subscriber is told; `number`s of series hold until the next `snapshot`. */
export interface LiveListener {
  /** Everything of the selection; comes again after each reconnect and may come again at any time. */
  snapshot(series: LiveSeries[], truncatedAt: number | null): void;
  added(series: LiveSeries[]): void;
  values(timesMs: Float64Array, values: Float64Array, numbers: Uint32Array): void;
  refused?(code: string, detail: string): void;
}

/** `waiting`: closed, and will try again at `retryAtMs`. */
export type Link =
  | { state: 'connecting' }
  | { state: 'open' }
  | { state: 'waiting'; retryAtMs: number }
  | { state: 'stopped' };

/** How much happened to alerts in a moment of a storm. */
export type AlertStorm = Extract<ToBrowser, { type: 'alert_storm' }>;

export interface LiveClientOptions {
  url: string;
  nowMs(): number;
  random(): number;
  onLink(link: Link): void;
  /** Everything that stands, the newest of it where there is more than `truncatedAt`. */
  onAlerts(alerts: Alert[], truncatedAt: number | null): void;
  /** What happened in a moment, in its order. */
  onEvents(events: readonly AlertEvent[]): void;
  /** More happened than is told one by one: `askAlerts` when it has calmed down. */
  onStorm(storm: AlertStorm): void;
  /** Who fell silent or is heard again; right after connecting, which list is the newest. */
  onFleet(news: FleetNews): void;
  onPulse(pulse: Pulse): void;
  /** The collector ended the session, or an opening failed: whoever holds the session shall look after it. */
  onDoubt(): void;
}

/** A pulse comes each second; this long without anything and the socket is taken for dead. */
export const SILENCE_MS = 6_000;
const SIGNED_OUT = 4001;

interface Subscription {
  select: LiveSelection;
  listener: LiveListener;
}

export class LiveClient {
  readonly #options: LiveClientOptions;
  readonly #subscriptions = new Map<number, Subscription>();
  #socket: WebSocket | undefined;
  #nextSubscription = 1;
  #attempt = 0;
  #heardAtMs = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;

  constructor(options: LiveClientOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#watch) return;
    this.#attempt = 0;
    this.#watch = setInterval(() => this.#checkSilence(), 1_000);
    this.#connect();
  }

  /** Subscriptions stay, for the next `start`. */
  stop(): void {
    clearInterval(this.#watch);
    clearTimeout(this.#retry);
    this.#watch = undefined;
    this.#drop();
    this.#options.onLink({ state: 'stopped' });
  }

  /** Tries at once what would be tried later: the tab is looked at again, the network is back. */
  hurry(): void {
    if (!this.#watch || this.#socket) return;
    clearTimeout(this.#retry);
    this.#connect();
  }

  /** Asks for everything that stands; while the socket is cut nothing need be asked, it comes with the next one. */
  askAlerts(): void {
    this.#say({ type: 'alerts' });
  }

  /** Watches a selection until the returned function is called. */
  subscribe(select: LiveSelection, listener: LiveListener): () => void {
    const id = this.#freeId();
    this.#subscriptions.set(id, { select, listener });
    this.#say({ type: 'subscribe', subscription: id, select });
    return () => {
      if (this.#subscriptions.delete(id)) this.#say({ type: 'unsubscribe', subscription: id });
    };
  }

  #connect(): void {
    const { onLink, nowMs, url } = this.#options;
    onLink({ state: 'connecting' });
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#heardAtMs = nowMs();
    let opened = false;
    socket.onopen = () => {
      opened = true;
      this.#heardAtMs = nowMs();
      onLink({ state: 'open' });
      this.#say({ type: 'fleet' });
      for (const [id, { select }] of this.#subscriptions) {
        this.#say({ type: 'subscribe', subscription: id, select });
      }
    };
    socket.onmessage = ({ data }) => this.#take(data);
    socket.onclose = ({ code }) => this.#closed(!opened || code === SIGNED_OUT);
  }

  #closed(inDoubt: boolean): void {
    const { onLink, onDoubt, nowMs, random } = this.#options;
    this.#socket = undefined;
    if (!this.#watch) return;
    const waitMs = backOffMs(this.#attempt++, random());
    onLink({ state: 'waiting', retryAtMs: nowMs() + waitMs });
    this.#retry = setTimeout(() => this.#connect(), waitMs);
    if (inDoubt) onDoubt();
  }

  #checkSilence(): void {
    if (!this.#socket || this.#options.nowMs() - this.#heardAtMs < SILENCE_MS) return;
    this.#drop();
    this.#closed(false);
  }

  /** Forgets the socket without waiting: closing a dead one takes a minute. */
  #drop(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #take(data: unknown): void {
    this.#heardAtMs = this.#options.nowMs();
    if (data instanceof ArrayBuffer) {
      const found = decodeValues(data);
      if (found) {
        const listener = this.#subscriptions.get(found.subscription)?.listener;
        listener?.values(found.timesMs, found.values, found.numbers);
      }
      return;
    }
    const message = decodeText(String(data));
    if (message) this.#dispatch(message);
  }

  #dispatch(message: ToBrowser): void {
    const { onPulse, onEvents, onStorm, onAlerts, onFleet } = this.#options;
    switch (message.type) {
      case 'pulse':
        // Only now the collector has proven that it works: a door that slams at once must not reset the back-off.
        this.#attempt = 0;
        onPulse(message);
        break;
      case 'fleet':
        onFleet(message);
        break;
      case 'alert_events':
        onEvents(message.events);
        break;
      case 'alert_storm':
        onStorm(message);
        break;
      case 'alerts':
        onAlerts(message.alerts, message.truncatedAt);
        break;
      case 'snapshot':
        this.#listener(message.subscription)?.snapshot(message.series, message.truncatedAt);
        break;
      case 'series':
        this.#listener(message.subscription)?.added(message.series);
        break;
      case 'refused':
        this.#listener(message.subscription)?.refused?.(message.code, message.detail);
        break;
    }
  }

  #listener(subscription: number): LiveListener | undefined {
    return this.#subscriptions.get(subscription)?.listener;
  }

  #say(message: FromBrowser): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #freeId(): number {
    while (this.#subscriptions.has(this.#nextSubscription)) this.#step();
    const id = this.#nextSubscription;
    this.#step();
    return id;
  }

  #step(): void {
    this.#nextSubscription = (this.#nextSubscription % 65_535) + 1;
  }
}
