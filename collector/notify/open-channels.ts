import type { Channel } from '#channels/channel.ts';
import { channelType } from './channel-config.ts';
import type { ChannelsRepository, UsableChannel } from './channels-repository.ts';
import { type KnownChannel, MOST_FALLBACKS, mayStandBehind } from './fallbacks.ts';
import type { Paces } from './paces.ts';
import type { RateLimit } from './rate-limit.ts';

/** A channel that is ready to tell. */
export interface OpenChannel {
  settings: UsableChannel;
  channel: Channel;
  limit: RateLimit;
  /** By recipient: when something was delivered last. */
  deliveredMs: Map<string, number>;
}

/** The channels as they are configured now, each opened once for each change of its configuration. */
export class OpenChannels {
  readonly #repository: ChannelsRepository;
  readonly #onFault: (name: string, error: Error) => void;
  readonly #open = new Map<string, OpenChannel>();
  readonly #faulty = new Set<string>();
  /** Every channel that is there, also those that cannot be used. */
  #known: ReadonlyMap<string, KnownChannel> = new Map();
  /** What was known of those that were removed, until nothing waits for them. */
  readonly #removed = new Map<string, KnownChannel>();
  readonly #paces: Paces;

  constructor(repository: ChannelsRepository, paces: Paces, onFault: (name: string, error: Error) => void) {
    this.#repository = repository;
    this.#paces = paces;
    this.#onFault = onFault;
  }

  /** Reads the configuration; what changed is opened anew. */
  async refresh(nowMs: number): Promise<void> {
    const faulty = new Set<string>();
    const usable = await this.#repository.usable((name, error) => {
      faulty.add(name);
      if (!this.#faulty.has(name)) this.#onFault(name, error);
    });
    this.#faulty.clear();
    for (const name of faulty) this.#faulty.add(name);
    this.#remember(await this.#repository.known());
    for (const [name, { settings, channel }] of this.#open) {
      const now = usable.find((each) => each.name === name);
      if (now?.changedAtMs === settings.changedAtMs) continue;
      this.#open.delete(name);
      await channel.close();
    }
    for (const settings of usable) {
      if (this.#open.has(settings.name)) continue;
      const channel = channelType(settings.kind).create(settings.config);
      const limit = this.#paces.begin(settings.name, settings.callsPerMinute, nowMs);
      this.#open.set(settings.name, { settings, channel, limit, deliveredMs: new Map() });
    }
  }

  get(name: string): OpenChannel | undefined {
    return this.#open.get(name);
  }

  /** True when there is no such channel any more; one that cannot be opened is still there. */
  isGone(name: string): boolean {
    return !this.#open.has(name) && !this.#faulty.has(name);
  }

  /** The first channel behind this one that can be used, and may be: it can have been made for others since. */
  fallbackOf(name: string): UsableChannel | undefined {
    const own = this.#knownOf(name);
    let next = own?.name;
    for (let steps = 0; own && next && steps < MOST_FALLBACKS; steps++) {
      const open = this.#open.get(next);
      if (open && mayStandBehind(open.settings, own)) return open.settings;
      next = this.#knownOf(next)?.name;
    }
    return undefined;
  }

  /** Undefined when nothing is known of it any more. */
  kindOf(name: string): string | undefined {
    return this.#knownOf(name)?.kind;
  }

  /** Nothing waits for a channel that is gone. */
  forget(name: string): void {
    this.#removed.delete(name);
  }

  /** Channels with somebody behind them, and since when what waits for them waits too long. */
  impatient(nowMs: number): Map<string, number> {
    const found = new Map<string, number>();
    for (const [name, { afterMs }] of this.#known) {
      if (!this.isGone(name) && this.fallbackOf(name)) found.set(name, nowMs - afterMs);
    }
    return found;
  }

  get settings(): UsableChannel[] {
    return [...this.#open.values()].map((open) => open.settings);
  }

  async close(): Promise<void> {
    for (const { channel } of this.#open.values()) await channel.close();
    this.#open.clear();
  }

  #remember(known: ReadonlyMap<string, KnownChannel>): void {
    for (const [name, before] of this.#known) {
      if (known.has(name)) continue;
      this.#removed.set(name, before);
      this.#paces.end(name);
    }
    for (const name of known.keys()) this.#removed.delete(name);
    this.#known = known;
  }

  #knownOf(name: string): KnownChannel | undefined {
    return this.#known.get(name) ?? this.#removed.get(name);
  }
}
