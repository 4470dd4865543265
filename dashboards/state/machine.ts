import { signal } from '@preact/signals';
import type { Target } from '../api/shapes.ts';
import type { TargetAlerts } from './alert-book.ts';
import { type MachineState, machineState } from './machine-state.ts';
import { noReading, type Reading, STALE_AFTER_INTERVALS } from './reading.ts';
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

/** One watched machine as the overview keeps it. Values change in place; `shown` is renewed for those who show it. */
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
  /** An agent runs on it and tells about it; without one it is asked over the network. */
  hasAgent = false;
  cores = Number.NaN;
  readonly cpuTrail = new Trail(TRAIL_POINTS, TRAIL_BUCKET_MS);
  /** Time of the newest value of any of its series. */
  newestMs = Number.NaN;
  /** Shortest interval of its series: silence is judged by it. */
  intervalMs = Number.NaN;
  /** False as soon as one value stands for all of its processors. */
  cpuByPart = true;
  /** What fires on it; undefined for nothing. */
  alerts: TargetAlerts | undefined;
  state: MachineState = 'none';

  constructor(target: Target) {
    this.target = target;
  }

  /** Takes note of when a value came and how often to expect one. */
  heard(timeMs: number, intervalMs: number): void {
    if (!(timeMs <= this.newestMs)) this.newestMs = timeMs;
    if (!(intervalMs >= this.intervalMs)) this.intervalMs = intervalMs;
  }

  /** Judges anew how it is; true when that has changed. */
  settle(nowMs: number, alerts: TargetAlerts | undefined): boolean {
    const stale = nowMs - this.newestMs > STALE_AFTER_INTERVALS * this.intervalMs;
    const next = machineState(alerts?.worst ?? null, this.newestMs, stale, (alerts?.hidden ?? 0) > 0);
    if (next === this.state && alerts === this.alerts) return false;
    this.state = next;
    this.alerts = alerts;
    return true;
  }

  /** The fullest mount, or undefined when none was read; one that went silent while others speak is gone. */
  get worstDisk(): { path: string; reading: Reading } | undefined {
    let worst: { path: string; reading: Reading } | undefined;
    for (const [path, reading] of this.disks) {
      if (Number.isNaN(reading.value)) continue;
      if (this.newestMs - reading.timeMs > GONE_AFTER_INTERVALS * reading.intervalMs) continue;
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
