import { signal } from '@preact/signals';
import type { Caller } from '../api/call.ts';
import { getAll } from '../api/lists.ts';
import type { AlertsAnswer } from '../api/shapes.ts';
import type { Holding, ShownAlert, SilencesAnswer } from '../api/silences.ts';

const PAGE = 1_000;
/** Between two readings; a storm changes the alerts several times a second. */
const APART_MS = 5_000;

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
    this.byAlert.value = new Map();
  }

  async #read(): Promise<void> {
    const round = ++this.#round;
    this.#rest();
    try {
      const held = await readHeld(this.#api);
      if (round === this.#round) this.byAlert.value = held;
    } catch {
      // What was known stays; the next look reads again.
    }
  }

  #rest(): void {
    if (this.#isResting) return;
    this.#isResting = true;
    this.#later(() => {
      this.#isResting = false;
      if (!this.#isAgain) return;
      this.#isAgain = false;
      void this.#read();
    }, APART_MS);
  }
}

/** Alerts are only gone through while anything holds at all. */
async function readHeld(api: Caller): Promise<Map<string, Holding>> {
  const held = new Map<string, Holding>();
  const standing = await getAll(api, 'silences', (answer: SilencesAnswer) => answer.silences, {
    state: 'active',
    limit: PAGE,
  });
  if (standing.length === 0) return held;
  const alerts = await getAll(api, 'alerts', (answer: AlertsAnswer) => answer.alerts as ShownAlert[], {
    state: 'firing,pending',
    limit: PAGE,
  });
  for (const { id, silenced } of alerts) if (silenced) held.set(id, silenced);
  return held;
}
