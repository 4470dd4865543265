import { signal } from '@preact/signals';
import { HEARD_BY } from '#protocol/fleet.ts';
import type { Target } from '../api/shapes.ts';
import type { TargetAlerts } from './alert-book.ts';
import { type MachineState, machineState } from './machine-state.ts';
import type { Hearing } from './read-fleet.ts';
import { noReading, type Reading } from './reading.ts';
import { Trail } from './trail.ts';

/** Points and width of the sparkline: the last quarter of an hour. */
export const TRAIL_POINTS = 60;
export const TRAIL_BUCKET_MS = 15_000;

const GONE_AFTER_INTERVALS = 30;

/** What one interface carries now, bytes a second in both directions. */
export interface Port {
  received: number;
  sent: number;
}

/** A figure of a device: of several series the one that is worst. */
export interface Figure {
  metric: string;
  unit: string;
  reading: Reading;
}

/**
 * A machine in a wrapping that is new after each change. What shows a machine is given the wrapping: components that
 * get the same object again do not render again.
 */
export interface Shown {
  machine: Machine;
}

/**
 * One target. How it is holds for all of them; readings come only while somebody shows it. Values change in place;
 * `shown` is renewed for those who show it.
 */
export class Machine {
  target: Target;
  readonly shown = signal<Shown>({ machine: this });
  readonly cpu: Reading = noReading();
  readonly memory: Reading = noReading();
  readonly load: Reading = noReading();
  readonly network: Reading = noReading();
  readonly disks = new Map<string, Reading>();
  readonly ports = new Map<string, Port>();
  /** Of what is no host: the figures that say how it is, in the order of `DEVICE_FIGURES`. */
  readonly figures = new Map<string, Figure>();
  /** By which ways it is heard: bits of `HEARD_BY`. */
  heardBy = 0;
  /** The collector has had no news for too long. */
  silent = false;
  cores = Number.NaN;
  /**
   * When it was heard last. Of one that is silent the collector told it; of one that is not it may have been heard since.
   * NaN: never.
   */
  newestMs = Number.NaN;
  /** How often news are expected. */
  intervalMs = Number.NaN;
  /** False as soon as one value stands for all of its processors. */
  cpuByPart = true;
  /** What fires on it; undefined for nothing. */
  alerts: TargetAlerts | undefined;
  state: MachineState = 'none';
  #cpuTrail: Trail | undefined;

  constructor(target: Target) {
    this.target = target;
  }

  /** Made for those of which somebody looks at the values: of thousands a few. */
  get cpuTrail(): Trail {
    this.#cpuTrail ??= new Trail(TRAIL_POINTS, TRAIL_BUCKET_MS);
    return this.#cpuTrail;
  }

  /** An agent runs on it and tells about it; without one it is asked over the network. */
  get hasAgent(): boolean {
    return (this.heardBy & HEARD_BY.agent) !== 0;
  }

  /** Takes what the collector says of its news. */
  hear({ heardAtMs, intervalMs, heardBy, silent }: Hearing): void {
    this.newestMs = heardAtMs;
    this.intervalMs = intervalMs;
    this.heardBy = heardBy;
    this.silent = silent;
  }

  /** Judges anew how it is; true when that has changed. */
  settle(alerts: TargetAlerts | undefined): boolean {
    const next = machineState(alerts?.worst ?? null, this.newestMs, this.silent, (alerts?.hidden ?? 0) > 0);
    if (next === this.state && alerts === this.alerts) return false;
    this.state = next;
    this.alerts = alerts;
    return true;
  }

  /** The fullest mount, or undefined when none was read; one that went silent while others speak is gone. */
  get worstDisk(): { path: string; reading: Reading } | undefined {
    let worst: { path: string; reading: Reading } | undefined;
    let newestMs = Number.NEGATIVE_INFINITY;
    for (const { timeMs } of this.disks.values()) if (timeMs > newestMs) newestMs = timeMs;
    for (const [path, reading] of this.disks) {
      if (Number.isNaN(reading.value)) continue;
      if (newestMs - reading.timeMs > GONE_AFTER_INTERVALS * reading.intervalMs) continue;
      if (!worst || reading.value > worst.reading.value) worst = { path, reading };
    }
    return worst;
  }

  /** The interface with most traffic: a sum would count bonds and bridges twice. */
  get busiestPort(): { name: string; port: Port } | undefined {
    let busiest: { name: string; port: Port } | undefined;
    let most = -1;
    for (const [name, port] of this.ports) {
      const total = port.received + port.sent;
      if (!(total > most)) continue;
      most = total;
      busiest = { name, port };
    }
    return busiest;
  }

  get loadPerCore(): number {
    return this.load.value / this.cores;
  }
}
