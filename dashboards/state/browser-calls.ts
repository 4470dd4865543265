import { type Signal, signal } from '@preact/signals';
import type { AlertEvent } from '#protocol/alert.ts';
import type { Severity } from '#protocol/rule.ts';
import { SEVERITY_RANK } from './alert-book.ts';

/** What is heard or shown for: nothing, what is critical, or everything that somebody has to see to. */
export const CALL_FOR = ['nothing', 'critical', 'warning'] as const;
export type CallFor = (typeof CALL_FOR)[number];

/** New alerts of a moment, told together. */
export interface BrowserCall {
  /** Worst first. */
  events: readonly AlertEvent[];
  /** Further ones of a storm, of which only the number is known. */
  more: number;
  worst: Severity;
}

/** How a browser calls its person. */
export interface Bell {
  ring(worst: Severity): void;
  show(call: BrowserCall): void;
}

/** Alerts that come within this time are told together: a room that fails is one sound and not three hundred. */
const GATHER_MS = 1_500;
/** Between two sounds. */
const QUIET_MS = 5_000;

/** Collects new alerts and rings once for all of a moment, as far as this browser's person wants it. */
export class BrowserCalls {
  readonly sound: Signal<CallFor>;
  readonly popups: Signal<CallFor>;
  readonly #bell: Bell;
  readonly #later: (run: () => void, ms: number) => void;
  readonly #keep: (name: string, value: string) => void;
  #gathered: AlertEvent[] = [];
  #storm: { fired: number; worst: Severity } | undefined;
  #isWaiting = false;

  constructor(
    storage: { read(name: string): string | null; write(name: string, value: string): void },
    bell: Bell,
    later: (run: () => void, ms: number) => void,
  ) {
    this.#bell = bell;
    this.#later = later;
    this.#keep = storage.write;
    this.sound = signal(known(storage.read('sound')) ?? 'critical');
    this.popups = signal(known(storage.read('popups')) ?? 'nothing');
  }

  chooseSound(wanted: CallFor): void {
    this.sound.value = wanted;
    this.#keep('sound', wanted);
  }

  choosePopups(wanted: CallFor): void {
    this.popups.value = wanted;
    this.#keep('popups', wanted);
  }

  take(event: AlertEvent): void {
    const isNews = event.kind === 'fired' || (event.kind === 'severity_changed' && rose(event));
    if (!isNews || event.late || event.alert.severity === 'info') return;
    this.#gathered.push(event);
    this.#callSoon();
  }

  /** So many fired in a moment that only their number is told. */
  takeStorm({ fired, worst }: { fired: number; worst: Severity | null }): void {
    if (fired === 0 || worst === null || worst === 'info') return;
    const before = this.#storm;
    this.#storm = {
      fired: fired + (before?.fired ?? 0),
      worst: before && SEVERITY_RANK[before.worst] < SEVERITY_RANK[worst] ? before.worst : worst,
    };
    this.#callSoon();
  }

  #callSoon(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#later(() => this.#call(), GATHER_MS);
  }

  #call(): void {
    const events = this.#gathered.sort(
      (a, b) => SEVERITY_RANK[a.alert.severity] - SEVERITY_RANK[b.alert.severity],
    );
    const storm = this.#storm;
    this.#gathered = [];
    this.#storm = undefined;
    const severities = [storm?.worst, events[0]?.alert.severity].filter((each) => each !== undefined);
    const [worst] = severities.sort((a, b) => SEVERITY_RANK[a] - SEVERITY_RANK[b]);
    if (worst) {
      if (isWanted(this.sound.peek(), worst)) this.#bell.ring(worst);
      if (isWanted(this.popups.peek(), worst)) this.#bell.show({ events, more: storm?.fired ?? 0, worst });
    }
    this.#later(() => this.#afterPause(), QUIET_MS);
  }

  #afterPause(): void {
    if (this.#gathered.length > 0 || this.#storm) this.#call();
    else this.#isWaiting = false;
  }
}

function rose({ from, alert }: AlertEvent): boolean {
  return from !== null && SEVERITY_RANK[alert.severity] < SEVERITY_RANK[from];
}

function isWanted(wanted: CallFor, worst: Severity): boolean {
  return wanted === 'warning' || (wanted === 'critical' && worst === 'critical');
}

function known(text: string | null): CallFor | undefined {
  return CALL_FOR.find((each) => each === text);
}
