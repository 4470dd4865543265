/*
 * All targets: who they are and how they are, and the newest values of those that somebody shows.
 *
 *   GET fleet, live ─ fleet ──────────► targets, who is silent ─┐
 *   alerts ─────────────────────────────────────────────────────┴► settle(): states, counts, order
 *   live ─ values of what is shown ─► sinks ─► Machine (in place) ─ dirty ─► next frame: shown ─► the rows on screen
 */
import { batch, computed, signal } from '@preact/signals';
import type { FleetChange } from '#protocol/fleet.ts';
import type { LiveSelection, LiveSeries } from '#protocol/live.ts';
import type { LiveClient, LiveListener } from '../live/live-client.ts';
import type { TargetAlerts } from './alert-book.ts';
import type { Frames } from './frames.ts';
import { Machine } from './machine.ts';
import { MACHINE_STATES, type MachineState } from './machine-state.ts';
import { type OrganisationFleet, partByOrganisation } from './organisation-fleet.ts';
import type { FleetList, System } from './read-fleet.ts';
import { type Sink, sinkFor } from './sinks.ts';

export type StateCounts = Readonly<Record<MachineState, number>>;

export class Fleet {
  /** By name; replaced when the list changes. */
  readonly machines = signal<readonly Machine[]>([]);
  /** What people use, by name. */
  readonly systems = signal<readonly System[]>([]);
  /** By name, those without targets too. */
  readonly organisations = signal<FleetList['organisations']>([]);
  /** Grows whenever a state or an order may have changed. */
  readonly settled = signal(0);
  readonly counts = signal<StateCounts>(noCounts());
  /** False until the list of targets has come. */
  readonly known = signal(false);
  /** There are more targets than are listed; null when all are. */
  readonly listTruncatedAt = signal<number | null>(null);
  /** Series that the collector left out because there are too many; null when all are there. */
  readonly truncatedAt = signal<number | null>(null);
  /** Organisations with their systems, and with their targets that belong to none. */
  readonly byOrganisation = computed<readonly OrganisationFleet[]>(() =>
    partByOrganisation(this.organisations.value, this.systems.value, this.machines.value),
  );

  readonly #byId = new Map<string, Machine>();
  readonly #dirty = new Set<Machine>();
  readonly #frames: Frames;

  constructor(frames: Frames) {
    this.#frames = frames;
  }

  machine(id: string): Machine | undefined {
    return this.#byId.get(id);
  }

  /** Forgets everything, as before the list of targets came. */
  clear(): void {
    this.#byId.clear();
    batch(() => {
      this.machines.value = [];
      this.systems.value = [];
      this.organisations.value = [];
      this.known.value = false;
      this.counts.value = noCounts();
    });
  }

  /** Takes the list of targets; machines that stay keep their values. */
  setList({ targets, hearings, systems, organisations, truncatedAt }: FleetList): void {
    const kept = new Set(targets.map((target) => target.id));
    for (const id of this.#byId.keys()) if (!kept.has(id)) this.#byId.delete(id);
    const machines = targets.map((target, place) => {
      const machine = this.#byId.get(target.id) ?? new Machine(target);
      this.#byId.set(target.id, machine);
      machine.target = target;
      machine.hear(hearings[place]);
      this.#touch(machine);
      return machine;
    });
    batch(() => {
      this.machines.value = machines;
      this.systems.value = systems;
      this.organisations.value = organisations;
      this.listTruncatedAt.value = truncatedAt;
      this.known.value = true;
    });
  }

  /** Takes who fell silent and who is heard again; `settle` it then. */
  takeChanges(changes: readonly FleetChange[]): void {
    for (const change of changes) {
      const machine = this.#byId.get(change.id);
      if (!machine) continue;
      machine.hear(change);
      this.#touch(machine);
    }
  }

  /** Watches values until the returned function is called. */
  watch(live: Pick<LiveClient, 'subscribe'>, selections: readonly LiveSelection[]): () => void {
    const ends = selections.map((select) => live.subscribe(select, this.#listen()));
    return () => {
      for (const end of ends) end();
    };
  }

  /** Judges states and counts anew; called when alerts or news have changed. */
  settle(alerts: ReadonlyMap<string, TargetAlerts>): void {
    const counts: Record<MachineState, number> = noCounts();
    for (const machine of this.#byId.values()) {
      if (machine.settle(alerts.get(machine.target.id))) this.#touch(machine);
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
        const sink = machine && sinkFor(machine, each);
        if (!machine || !sink) continue;
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
