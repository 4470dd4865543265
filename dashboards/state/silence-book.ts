import { signal } from '@preact/signals';
import type { Caller } from '../api/call.ts';
import { getAll } from '../api/lists.ts';
import type { AlertsAnswer } from '../api/shapes.ts';
import type { Holding, ShownAlert, SilencesAnswer } from '../api/silences.ts';

const PAGE = 1_000;
/** Between two readings; a storm changes the alerts several times a second, and thousands take several pages. */
const APART_MS = 2_000;
const APART_FROM_MANY_MS = 15_000;

/**
 * Which standing alerts are held back by a silence or planned work. The socket does not tell, since it changes with the
 * clock: pages that show it say when something may have changed, and it is read again soon.
 */
export class SilenceBook {
  /** By alert. */
  readonly byAlert = signal<ReadonlyMap<string, Holding>>(new Map());
  /** Grows whenever somebody here made, changed or ended one. */
  readonly changes = signal(0);

  readonly #api: Caller;
  readonly #later: (run: () => void, ms: number) => void;
  #isResting = false;
  #isAgain = false;
  #round = 0;

  constructor(api: Caller, later: (run: () => void, ms: number) => void) {
    this.#api = api;
    this.#later = later;
  }

  /** Somebody here made, changed or ended one. */
  changed(): void {
    this.changes.value++;
    void this.#read();
  }

  /** Something may have changed: read at once, or as soon as the last reading is old enough. */
  look(): void {
    if (this.#isResting) this.#isAgain = true;
    else void this.#read();
  }

  clear(): void {
    this.#round++;
    this.#isResting = false;
    this.#isAgain = false;
    this.byAlert.value = new Map();
  }

  async #read(): Promise<void> {
    const round = ++this.#round;
    this.#isResting = true;
    let isMany = false;
    try {
      const { held, looked } = await readHeld(this.#api);
      isMany = looked > PAGE;
      if (round === this.#round) this.byAlert.value = held;
    } catch {
      // What was known stays; the next look reads again.
    }
    if (round === this.#round) this.#later(() => this.#rested(round), isMany ? APART_FROM_MANY_MS : APART_MS);
  }

  #rested(round: number): void {
    if (round !== this.#round) return;
    this.#isResting = false;
    if (!this.#isAgain) return;
    this.#isAgain = false;
    void this.#read();
  }
}

/** Alerts are only gone through while anything holds at all. */
async function readHeld(api: Caller): Promise<{ held: Map<string, Holding>; looked: number }> {
  const held = new Map<string, Holding>();
  const standing = await getAll(api, 'silences', (answer: SilencesAnswer) => answer.silences, {
    state: 'active',
    limit: PAGE,
  });
  if (standing.length === 0) return { held, looked: 0 };
  const alerts = await getAll(api, 'alerts', (answer: AlertsAnswer) => answer.alerts as ShownAlert[], {
    state: 'firing,pending',
    limit: PAGE,
  });
  for (const { id, silenced } of alerts) if (silenced) held.set(id, silenced);
  return { held, looked: alerts.length };
}
