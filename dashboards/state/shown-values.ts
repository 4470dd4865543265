/*
 * Values only of the machines on the screen. While somebody scrolls nothing is asked; then what is new is subscribed
 * for itself, and what is still shown keeps its subscription.
 *
 *   show(ids) ─► quiet for a moment ─► new ones: one group ─► subscriptions and a little history
 *                                  └─► groups of which nothing is shown any more: ended
 */
import type { Caller } from '../api/call.ts';
import type { LiveClient } from '../live/live-client.ts';
import type { Fleet } from './fleet.ts';
import type { Machine } from './machine.ts';
import { seedMachines } from './seed-fleet.ts';
import { shownSelections } from './sinks.ts';

/** Ids must stand still for so long before they are asked for. */
export const SETTLE_MS = 150;
/** Beyond so many groups all are asked for anew in one: a connection has room for 64 subscriptions. */
const MOST_GROUPS = 6;

export interface ShownValuesOptions {
  fleet: Fleet;
  live: Pick<LiveClient, 'subscribe'>;
  api: Caller;
  /** Collector time. */
  now(): number;
}

interface Group {
  ids: ReadonlySet<string>;
  end(): void;
}

export class ShownValues {
  readonly #options: ShownValuesOptions;
  #groups: Group[] = [];
  #wanted: ReadonlySet<string> = new Set();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ShownValuesOptions) {
    this.#options = options;
  }

  /** These are on the screen from now on. */
  show(ids: readonly string[]): void {
    this.#wanted = new Set(ids);
    clearTimeout(this.#timer);
    // The first picture does not wait.
    if (this.#groups.length === 0) this.#apply();
    else this.#timer = setTimeout(() => this.#apply(), SETTLE_MS);
  }

  /** Nothing is on the screen any more. */
  end(): void {
    clearTimeout(this.#timer);
    for (const group of this.#groups) group.end();
    this.#groups = [];
    this.#wanted = new Set();
  }

  #apply(): void {
    const wanted = this.#wanted;
    const [kept, over] = part(this.#groups, ({ ids }) => has(ids, wanted));
    for (const group of over) group.end();
    this.#groups = kept;
    let added = [...wanted].filter((id) => !kept.some(({ ids }) => ids.has(id)));
    if (added.length === 0) return;
    if (kept.length >= MOST_GROUPS) {
      for (const group of kept) group.end();
      this.#groups = [];
      added = [...wanted];
    }
    this.#begin(added);
  }

  #begin(ids: readonly string[]): void {
    const { fleet, live, api, now } = this.#options;
    const machines = ids.map((id) => fleet.machine(id)).filter((each): each is Machine => each !== undefined);
    if (machines.length === 0) return;
    const end = fleet.watch(live, shownSelections(machines));
    this.#groups.push({ ids: new Set(machines.map(({ target }) => target.id)), end });
    void seedMachines(fleet, machines, api, now());
  }
}

function part<Item>(items: readonly Item[], wanted: (item: Item) => boolean): [Item[], Item[]] {
  const [yes, no]: [Item[], Item[]] = [[], []];
  for (const item of items) (wanted(item) ? yes : no).push(item);
  return [yes, no];
}

function has(ids: ReadonlySet<string>, wanted: ReadonlySet<string>): boolean {
  for (const id of ids) if (wanted.has(id)) return true;
  return false;
}
