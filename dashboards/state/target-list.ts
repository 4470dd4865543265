import type { Caller } from '../api/call.ts';
import { getAll } from '../api/lists.ts';
import type { Target, TargetsAnswer } from '../api/shapes.ts';

/** Renamed and deleted targets are seen after this long at the latest; new ones as soon as their values come. */
const RENEW_MS = 300_000;
const RETRY_MS = 5_000;
/** Values of unknown targets ask for the list at most this often. */
const LOOK_UP_AGAIN_MS = 5_000;

/** Keeps the list of targets while somebody is signed in. */
export class TargetList {
  readonly #api: Caller;
  readonly #take: (targets: Target[]) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running = false;
  #loading = false;
  #askedAtMs = 0;
  /** Somebody wanted it sooner than it may be asked again. */
  #hurried = false;

  constructor(api: Caller, take: (targets: Target[]) => void) {
    this.#api = api;
    this.#take = take;
  }

  start(): void {
    this.#running = true;
    void this.#load();
  }

  stop(): void {
    this.#running = false;
    clearTimeout(this.#timer);
  }

  /** Asks anew: at once, or a little later where that was done a moment ago. */
  hurry(): void {
    if (!this.#running) return;
    this.#hurried = true;
    if (!this.#loading) this.#loadAfter(Math.max(0, this.#askedAtMs + LOOK_UP_AGAIN_MS - Date.now()));
  }

  #loadAfter(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#load(), ms);
  }

  async #load(): Promise<void> {
    this.#askedAtMs = Date.now();
    this.#hurried = false;
    this.#loading = true;
    clearTimeout(this.#timer);
    let waitMs = RENEW_MS;
    try {
      const targets = await getAll(this.#api, 'targets', (answer: TargetsAnswer) => answer.targets, {
        limit: 1_000,
      });
      if (this.#running) this.#take(targets);
    } catch {
      // The banner tells that the collector is away; what is listed stays.
      waitMs = RETRY_MS;
    }
    this.#loading = false;
    if (this.#running) this.#loadAfter(this.#hurried ? Math.min(waitMs, LOOK_UP_AGAIN_MS) : waitMs);
  }
}
