/*
 * All machines with their newest values.
 *
 *   live ─ values ─► sinks ─► Machine (in place) ─ dirty ─► next frame: shown ─► the rows on screen
 *   clock, alerts ─────────► settle(): states, counts, order
 */
import { batch, signal } from '@preact/signals';
import type { LiveSeries } from '#protocol/live.ts';
import type { Target } from '../api/shapes.ts';
import type { LiveClient, LiveListener } from '../live/live-client.ts';
import type { TargetAlerts } from './alert-book.ts';
import type { Frames } from './frames.ts';
import { Machine } from './machine.ts';
import { MACHINE_STATES, type MachineState } from './machine-state.ts';
import { deviceCpuSelection, FLEET_SELECTIONS, type Sink, sinkFor } from './sinks.ts';

export type StateCounts = Readonly<Record<MachineState, number>>;

export class Fleet {
  /** In the order the collector lists them; replaced when machines come or go. */
  readonly machines = signal<readonly Machine[]>([]);
  /** Grows whenever a state or an order may have changed, at most once a second. */
  readonly settled = signal(0);
  readonly counts = signal<StateCounts>(noCounts());
  /** False until the list of targets has come. */
  readonly known = signal(false);
  /** Series that the collector left out because there are too many; null when all are there. */
  readonly truncatedAt = signal<number | null>(null);

  readonly #byId = new Map<string, Machine>();
  readonly #dirty = new Set<Machine>();
  readonly #frames: Frames;
  readonly #onUnknown: () => void;

  /** `onUnknown` is called when values of a target come that was not in the list. */
  constructor(frames: Frames, onUnknown: () => void) {
    this.#frames = frames;
    this.#onUnknown = onUnknown;
  }

  machine(id: string): Machine | undefined {
    return this.#byId.get(id);
  }

  /** Forgets everything, as before the list of targets came. */
  clear(): void {
    this.setTargets([]);
    this.known.value = false;
    this.counts.value = noCounts();
  }

  /** Takes the list of targets; machines that stay keep their values. True when there are new ones. */
  setTargets(targets: readonly Target[]): boolean {
    let grown = false;
    const kept = new Set(targets.map((target) => target.id));
    for (const id of this.#byId.keys()) if (!kept.has(id)) this.#byId.delete(id);
    for (const target of targets) {
      const machine = this.#byId.get(target.id);
      if (machine) {
        machine.target = target;
        this.#touch(machine);
        continue;
      }
      grown = true;
      this.#byId.set(target.id, new Machine(target));
    }
    batch(() => {
      this.machines.value = [...this.#byId.values()];
      this.known.value = true;
    });
    return grown;
  }

  /** Watches what the overview shows until the returned function is called. */
  watch(live: LiveClient): () => void {
    const ofDevices = deviceCpuSelection(this.machines.peek());
    const selections = ofDevices ? [...FLEET_SELECTIONS, ofDevices] : FLEET_SELECTIONS;
    const ends = selections.map((select) => live.subscribe(select, this.#listen()));
    return () => {
      for (const end of ends) end();
    };
  }

  /** Judges states and counts anew; called each second and when alerts change. */
  settle(nowMs: number, alerts: ReadonlyMap<string, TargetAlerts>): void {
    const counts: Record<MachineState, number> = noCounts();
    for (const machine of this.#byId.values()) {
      if (machine.settle(nowMs, alerts.get(machine.target.id))) this.#touch(machine);
      counts[machine.state]++;
    }
    batch(() => {
      if (MACHINE_STATES.some((state) => counts[state] !== this.counts.peek()[state])) {
        this.counts.value = counts;
      }
      this.settled.value++;
    });
  }

  /** For history that is asked for once: says that a machine's trails have changed. */
  touched(machine: Machine): void {
    this.#touch(machine);
  }

  #listen(): LiveListener {
    const sinks = new Map<number, { sink: Sink; machine: Machine }>();

    const add = (series: readonly LiveSeries[]): void => {
      for (const each of series) {
        const machine = this.#byId.get(each.target);
        if (!machine) {
          this.#onUnknown();
          continue;
        }
        const sink = sinkFor(machine, each);
        if (!sink) continue;
        sinks.set(each.number, { sink, machine });
        if (each.timeMs !== null && each.value !== null) {
          sink(each.timeMs, each.value);
          this.#touch(machine);
        }
      }
    };

    return {
      snapshot: (series, truncatedAt) => {
        sinks.clear();
        if (truncatedAt !== null) this.truncatedAt.value = truncatedAt;
        add(series);
      },
      added: add,
      values: (timesMs, values, numbers) => {
        for (let at = 0; at < numbers.length; at++) {
          const found = sinks.get(numbers[at]);
          if (!found) continue;
          found.sink(timesMs[at], values[at]);
          this.#touch(found.machine);
        }
      },
    };
  }

  #touch(machine: Machine): void {
    this.#dirty.add(machine);
    this.#frames.next(this.#flush);
  }

  readonly #flush = (): void => {
    for (const machine of this.#dirty) machine.shown.value = { machine };
    this.#dirty.clear();
  };
}

function noCounts(): Record<MachineState, number> {
  return { critical: 0, warning: 0, stale: 0, none: 0, ok: 0 };
}
