/*
 * What passes the ports at both ends of cables, for as long as somebody sees them.
 *
 *   ports on the screen ─► a few selections ─► live ─► reading of each port ─► once a second: shown
 */
import { signal } from '@preact/signals';
import type { LiveSelection, LiveSeries } from '#protocol/live.ts';
import type { LiveClient } from '../../live/live-client.ts';
import { RateMeter } from '../../state/rate.ts';
import { isStale, noReading, type Reading } from '../../state/reading.ts';
import { type LinkLoad, loadOf, type PortLoad, speedOf } from './model/load.ts';
import type { MapLink } from './model/scene.ts';

const METRICS = ['net.bytes_recv', 'net.bytes_sent', 'net.link_state', 'net.link_up'] as const;
/** One subscription for each name of a port, as far as that is few: a socket may have only so many. */
const MOST_NAMES = 24;
const SHOWN_EVERY_MS = 1_000;
/** As `net.link_state` counts: connected. */
const CONNECTED = 0;

/** A port whose load is wanted. */
export interface WantedPort {
  target: string;
  interface: string;
}

interface Meter {
  received: RateMeter;
  sent: RateMeter;
  /** The newest of everything that came. */
  newest: Reading;
  isUp: boolean | null;
}

type Sink = (timeMs: number, value: number) => void;

export class LinkLoads {
  /** This, in a wrapping that is new after each change; at most once a second. */
  readonly shown = signal<{ loads: LinkLoads }>({ loads: this });
  readonly #meters = new Map<string, Meter>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Watches these ports until the returned function is called; what was measured before is kept. */
  watch(live: Pick<LiveClient, 'subscribe'>, ports: readonly WantedPort[]): () => void {
    const wanted = new Set(ports.map(keyOf));
    const ends = selectionsOf(ports).map((select) => live.subscribe(select, this.#listen(wanted)));
    return () => {
      for (const end of ends) end();
    };
  }

  /** The load of a cable now. */
  of({ from, to }: MapLink, nowMs: number): LinkLoad {
    return loadOf(this.#port(from, nowMs), this.#port(to, nowMs), speedOf(from, to));
  }

  #port(end: { node: string; interface: string | null }, nowMs: number): PortLoad | undefined {
    if (end.interface === null) return undefined;
    const meter = this.#meters.get(keyOf({ target: end.node, interface: end.interface }));
    if (!meter || Number.isNaN(meter.newest.timeMs)) return undefined;
    const { received, sent, isUp, newest } = meter;
    return { received: received.rate, sent: sent.rate, isUp, isStale: isStale(newest, nowMs) };
  }

  #listen(wanted: ReadonlySet<string>) {
    const sinks = new Map<number, Sink>();
    const add = (all: readonly LiveSeries[]): void => {
      for (const series of all) {
        const sink = this.#sinkOf(series, wanted);
        if (!sink) continue;
        sinks.set(series.number, sink);
        if (series.timeMs !== null) sink(series.timeMs, series.value ?? Number.NaN);
      }
      this.#changed();
    };
    return {
      snapshot: (all: readonly LiveSeries[]) => {
        sinks.clear();
        add(all);
      },
      added: add,
      values: (timesMs: Float64Array, values: Float64Array, numbers: Uint32Array) => {
        for (let at = 0; at < numbers.length; at++)
          sinks.get(numbers[at] as number)?.(timesMs[at] as number, values[at] as number);
        this.#changed();
      },
    };
  }

  #sinkOf({ target, metric, labels, intervalMs }: LiveSeries, wanted: ReadonlySet<string>): Sink | undefined {
    const key = keyOf({ target, interface: labels.interface ?? '' });
    if (!wanted.has(key)) return undefined;
    const meter = this.#meters.get(key) ?? {
      received: new RateMeter(),
      sent: new RateMeter(),
      newest: noReading(),
      isUp: null,
    };
    this.#meters.set(key, meter);
    const heard = (timeMs: number): void => {
      if (timeMs < meter.newest.timeMs) return;
      meter.newest.timeMs = timeMs;
      meter.newest.intervalMs = intervalMs;
    };
    switch (metric) {
      case 'net.bytes_recv':
        return (timeMs, value) => {
          heard(timeMs);
          meter.received.take(timeMs, value);
        };
      case 'net.bytes_sent':
        return (timeMs, value) => {
          heard(timeMs);
          meter.sent.take(timeMs, value);
        };
      case 'net.link_state':
        return (timeMs, value) => {
          heard(timeMs);
          meter.isUp = Number.isNaN(value) ? null : value === CONNECTED;
        };
      case 'net.link_up':
        return (timeMs, value) => {
          heard(timeMs);
          meter.isUp = Number.isNaN(value) ? null : value === 1;
        };
      default:
        return undefined;
    }
  }

  #changed(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.shown.value = { loads: this };
    }, SHOWN_EVERY_MS / 4);
  }
}

/** What to subscribe for these ports and, as far as few names are enough, for no others. */
export function selectionsOf(ports: readonly WantedPort[]): LiveSelection[] {
  const byName = new Map<string, Set<string>>();
  for (const { target, interface: name } of ports) {
    const targets = byName.get(name) ?? new Set();
    byName.set(name, targets.add(target));
  }
  const names = [...byName].sort(([, a], [, b]) => b.size - a.size);
  const own = names.slice(0, MOST_NAMES).map(
    ([name, targets]): LiveSelection => ({
      metrics: [...METRICS],
      targets: [...targets].sort(),
      labels: { interface: name },
    }),
  );
  const rest = new Set(names.slice(MOST_NAMES).flatMap(([, targets]) => [...targets]));
  return rest.size > 0 ? [...own, { metrics: [...METRICS], targets: [...rest].sort() }] : own;
}

function keyOf({ target, interface: name }: WantedPort): string {
  return `${target} ${name}`;
}
