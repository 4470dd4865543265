/*
 * Who watches what, and what is new for them.
 *
 *   intake thread ─ touched schemas ─► hub ─ one message a selection ─► every browser that has this selection
 *
 * Browsers with the same selection and the same sight share one encoded message. Rows are read at the moment of
 * sending, so a slow moment skips intermediate values and never queues them.
 */
import type { AlertEvent } from '#protocol/alert.ts';
import type { FleetChange } from '#protocol/fleet.ts';
import type { LiveSelection, Pulse, ToBrowser } from '#protocol/live.ts';
import type { Schema } from '#protocol/schema.ts';
import { AlertNews, type Moment } from './alert-news.ts';
import type { AlertSnapshot } from './alert-snapshots.ts';
import { describeSeries, LiveCatalog, type NewestValue, type WatchedColumns } from './live-catalog.ts';
import { encodeValues, SUBSCRIPTION_OFFSET } from './values-message.ts';
import type { LiveConnection } from './viewer.ts';

export interface HubLimits {
  /** Series of one subscription; beyond it the snapshot says where it was cut. */
  series: number;
  subscriptions: number;
  /** A connection with more than this waiting gets no values until it has drained, then a fresh snapshot. */
  lagBytes: number;
  /** A connection with more than this waiting is dropped. */
  dropBytes: number;
}
export const DEFAULT_HUB_LIMITS: HubLimits = {
  series: 20_000,
  subscriptions: 64,
  lagBytes: 1024 * 1024,
  dropBytes: 8 * 1024 * 1024,
};

/** A selection with everybody who has it. */
interface Channel {
  key: string;
  select: LiveSelection;
  seesTarget(target: string): boolean;
  /** By schema index. */
  watched: Map<number, WatchedColumns>;
  series: number;
  truncated: boolean;
  /** Subscription number at the browser → connections. */
  members: Map<number, Set<LiveConnection>>;
}

export interface HubStats {
  connections: number;
  subscriptions: number;
  messagesSent: number;
  bytesSent: number;
  lagging: number;
  dropped: number;
}

export class LiveHub {
  readonly #catalog = new LiveCatalog();
  readonly #limits: HubLimits;
  readonly #channels = new Map<string, Channel>();
  readonly #connections = new Map<LiveConnection, Map<number, Channel>>();
  readonly #lagging = new Set<LiveConnection>();
  readonly #fleetFollowers = new Set<LiveConnection>();
  #fleet = { revision: 0, version: 0 };
  #pulse: Pulse | undefined;
  readonly #stats = { messagesSent: 0, bytesSent: 0, dropped: 0 };
  readonly #news: AlertNews;

  /** `nowMs` is a monotonic clock. */
  constructor(limits: HubLimits = DEFAULT_HUB_LIMITS, nowMs = () => performance.now()) {
    this.#limits = limits;
    this.#news = new AlertNews((moment) => this.#tell(moment), nowMs);
  }

  /** A schema that begins to send; its series appear in the subscriptions they belong to. */
  addSchema(index: number, schema: Schema, latest: SharedArrayBuffer): void {
    if (this.#catalog.at(index)) return;
    const source = this.#catalog.add(index, schema, latest);
    for (const channel of this.#channels.values()) {
      const watched = this.#watch(channel, source);
      if (!watched) continue;
      const series = describeSeries([watched]);
      for (const [subscription, members] of channel.members) {
        this.#sendText(members, { type: 'series', subscription, series });
      }
    }
  }

  /** Schemas that have sent since the start. */
  sending(): Iterable<Schema> {
    return this.#catalog.all();
  }

  /** The newest values of a metric on these targets, as far as they have sent since the start. */
  newest(metric: string, targets: ReadonlySet<string>): NewestValue[] {
    return this.#catalog.newest(metric, targets);
  }

  /** When each target was last heard of, as far as anything was heard since the start. */
  heard(): Map<string, number> {
    return this.#catalog.heard();
  }

  join(connection: LiveConnection, standing: AlertSnapshot): void {
    this.#connections.set(connection, new Map());
    this.sendAlerts(connection, standing);
    // At once, so that a page whose line breaks within its first second knows from when its values are.
    if (this.#pulse) this.#sendText([connection], this.#pulse);
  }

  leave(connection: LiveConnection): void {
    for (const subscription of this.#connections.get(connection)?.keys() ?? []) {
      this.unsubscribe(connection, subscription);
    }
    this.#connections.delete(connection);
    this.#fleetFollowers.delete(connection);
    this.#lagging.delete(connection);
  }

  subscribe(connection: LiveConnection, subscription: number, select: LiveSelection): void {
    const own = this.#connections.get(connection);
    if (!own) return;
    if (own.has(subscription)) this.unsubscribe(connection, subscription);
    if (own.size >= this.#limits.subscriptions) {
      const detail = `${this.#limits.subscriptions} subscriptions on one connection are allowed`;
      this.#sendText([connection], {
        type: 'refused',
        subscription,
        code: 'too_many_subscriptions',
        detail,
      });
      return;
    }
    const channel = this.#channel(connection, select);
    own.set(subscription, channel);
    const members = channel.members.get(subscription);
    if (members) members.add(connection);
    else channel.members.set(subscription, new Set([connection]));
    this.#sendSnapshot(connection, subscription, channel);
  }

  unsubscribe(connection: LiveConnection, subscription: number): void {
    const own = this.#connections.get(connection);
    const channel = own?.get(subscription);
    if (!own || !channel) return;
    own.delete(subscription);
    const members = channel.members.get(subscription);
    members?.delete(connection);
    if (members?.size === 0) channel.members.delete(subscription);
    if (channel.members.size === 0) this.#channels.delete(channel.key);
  }

  /** Sends the newest rows of the schemas with these indexes to everybody who watches them. */
  sendValues(touched: Iterable<number>): void {
    this.#catchUp();
    if (this.#channels.size === 0) return;
    const indexes = touched instanceof Set ? touched : new Set(touched);
    for (const channel of this.#channels.values()) {
      const message = encodeValues(touchedIn(channel, indexes));
      if (!message) continue;
      for (const [subscription, members] of channel.members) {
        // ws sends the buffer later, so each subscription number needs one of its own.
        const own = channel.members.size === 1 ? message : message.slice();
        new DataView(own.buffer).setUint16(SUBSCRIPTION_OFFSET, subscription, true);
        for (const connection of members) this.#sendBytes(connection, own);
      }
    }
  }

  /** Number of the newest moment of which browsers were told. */
  get moment(): number {
    return this.#news.number;
  }

  /** Tells whoever sees their organisations, gathered by moments. */
  sendEvents(events: readonly AlertEvent[]): void {
    this.#news.add(events);
  }

  /** What stands, and behind it what has been told since it was read. */
  sendAlerts(connection: LiveConnection, { bytes, moment }: AlertSnapshot): void {
    if (!this.#connections.has(connection)) return;
    this.#sendEncoded(connection, bytes);
    const since = this.#news.since(moment);
    for (const each of since ?? []) {
      const told = each.bytesFor(connection.viewer);
      if (told) this.#sendEncoded(connection, told);
    }
    // Reading took longer than is remembered: it has to be read once more.
    const again = { type: 'alert_storm', events: 0, fired: 0, resolved: 0, worst: null } as const;
    if (!since) this.#sendText([connection], again);
  }

  /** From here on this one is told who falls silent; at once, which list of targets is the newest. */
  followFleet(connection: LiveConnection): void {
    if (!this.#connections.has(connection)) return;
    this.#fleetFollowers.add(connection);
    this.#sendText([connection], { type: 'fleet', ...this.#fleet, changes: [] });
  }

  /** Tells whoever follows the fleet, each what they see; another revision says that the list is not the same. */
  sendFleet(fleet: { revision: number; version: number }, changes: readonly FleetChange[]): void {
    const isNewList = fleet.revision !== this.#fleet.revision;
    this.#fleet = fleet;
    const encoded = new Map<string, Uint8Array | undefined>();
    for (const connection of this.#fleetFollowers) {
      const { viewer } = connection;
      if (!encoded.has(viewer.scope)) {
        const seen = changes.filter(({ id }) => viewer.seesTarget(id));
        const message: ToBrowser = { type: 'fleet', ...fleet, changes: seen };
        const isNews = isNewList || seen.length > 0;
        encoded.set(viewer.scope, isNews ? Buffer.from(JSON.stringify(message)) : undefined);
      }
      const bytes = encoded.get(viewer.scope);
      if (bytes) this.#sendEncoded(connection, bytes);
    }
  }

  sendPulse(pulse: Pulse): void {
    this.#pulse = pulse;
    this.#sendText(this.#connections.keys(), pulse);
  }

  /** Ends the connections of a person whose sight changed or whose session ended. */
  disconnect(person: string): void {
    for (const connection of this.#connections.keys()) {
      if (connection.viewer.person === person) connection.close(4001, 'signed out');
    }
  }

  /** Nothing more is told of alerts. */
  close(): void {
    this.#news.close();
  }

  stats(): HubStats {
    let subscriptions = 0;
    for (const own of this.#connections.values()) subscriptions += own.size;
    return {
      connections: this.#connections.size,
      subscriptions,
      lagging: this.#lagging.size,
      ...this.#stats,
    };
  }

  #channel(connection: LiveConnection, select: LiveSelection): Channel {
    const metrics = [...new Set(select.metrics)].sort();
    const targets = select.targets && [...new Set(select.targets)].sort();
    const labels = select.labels && Object.fromEntries(Object.entries(select.labels).sort());
    const key = JSON.stringify([connection.viewer.scope, metrics, targets ?? null, labels ?? null]);
    const known = this.#channels.get(key);
    if (known) return known;
    const channel: Channel = {
      key,
      select: { metrics, targets, labels },
      seesTarget: (target) => connection.viewer.seesTarget(target),
      watched: new Map(),
      series: 0,
      truncated: false,
      members: new Map(),
    };
    for (const source of this.#catalog.schemasOf(metrics)) this.#watch(channel, source);
    this.#channels.set(key, channel);
    return channel;
  }

  /** Adds what `channel` watches of a schema, as far as its limit allows. */
  #watch(channel: Channel, source: ReturnType<LiveCatalog['add']>): WatchedColumns | undefined {
    if (!channel.seesTarget(source.schema.target)) return undefined;
    const watched = this.#catalog.watch(source, channel.select);
    if (!watched) return undefined;
    if (channel.series + watched.columns.length > this.#limits.series) {
      channel.truncated = true;
      return undefined;
    }
    channel.series += watched.columns.length;
    channel.watched.set(source.index, watched);
    return watched;
  }

  #sendSnapshot(connection: LiveConnection, subscription: number, channel: Channel): void {
    const series = describeSeries([...channel.watched.values()]);
    const truncatedAt = channel.truncated ? this.#limits.series : null;
    this.#sendText([connection], { type: 'snapshot', subscription, series, truncatedAt });
  }

  /** Connections that have drained since they lagged get everything anew. */
  #catchUp(): void {
    for (const connection of this.#lagging) {
      if (connection.waitingBytes() > 0) continue;
      this.#lagging.delete(connection);
      for (const [subscription, channel] of this.#connections.get(connection) ?? []) {
        this.#sendSnapshot(connection, subscription, channel);
      }
    }
  }

  #sendBytes(connection: LiveConnection, bytes: Uint8Array): void {
    if (this.#lagging.has(connection)) return;
    if (connection.waitingBytes() > this.#limits.lagBytes) {
      this.#lagging.add(connection);
      return;
    }
    connection.sendBytes(bytes);
    this.#stats.messagesSent++;
    this.#stats.bytesSent += bytes.length;
  }

  #sendText(connections: Iterable<LiveConnection>, message: ToBrowser): void {
    const text = JSON.stringify(message);
    for (const connection of connections) this.#sendRaw(connection, text);
  }

  #sendRaw(connection: LiveConnection, text: string): void {
    if (this.#dropped(connection)) return;
    connection.sendText(text);
    this.#stats.messagesSent++;
    this.#stats.bytesSent += text.length;
  }

  #sendEncoded(connection: LiveConnection, text: Uint8Array): void {
    if (this.#dropped(connection)) return;
    connection.sendEncoded(text);
    this.#stats.messagesSent++;
    this.#stats.bytesSent += text.length;
  }

  /** Text is never skipped: whoever cannot take it is dropped and comes back for a snapshot. */
  #dropped(connection: LiveConnection): boolean {
    if (connection.waitingBytes() <= this.#limits.dropBytes) return false;
    this.#stats.dropped++;
    connection.close(4008, 'too slow');
    return true;
  }

  #tell(moment: Moment): void {
    for (const connection of this.#connections.keys()) {
      const bytes = moment.bytesFor(connection.viewer);
      if (bytes) this.#sendEncoded(connection, bytes);
    }
  }
}

function touchedIn(channel: Channel, indexes: ReadonlySet<number>): WatchedColumns[] {
  const found: WatchedColumns[] = [];
  // Whichever set is smaller is walked.
  if (indexes.size < channel.watched.size) {
    for (const index of indexes) {
      const watched = channel.watched.get(index);
      if (watched) found.push(watched);
    }
  } else {
    for (const [index, watched] of channel.watched) {
      if (indexes.has(index)) found.push(watched);
    }
  }
  return found;
}
