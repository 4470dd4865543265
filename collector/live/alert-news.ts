/*
 * What happens to alerts, as browsers hear of it: all events of a moment in one message, and of too many only how
 * many. Encoded once for all who see the same.
 *
 *   events ─► gathered for a moment ─► at most 200? ─► alert_events: each of them
 *                                      └─ more ──────► alert_storm: counts; the page loads the list anew
 */
import type { AlertEvent } from '#protocol/alert.ts';
import { STORM_EVENTS, type ToBrowser } from '#protocol/live.ts';
import { SEVERITIES } from '#protocol/rule.ts';
import type { Viewer } from './viewer.ts';

/** What comes within this time of the last message goes into one; what comes after it goes at once. */
export const MOMENT_MS = 250;
/** Moments that are remembered for whoever loads a list meanwhile: ten seconds. */
const MOMENTS_KEPT = 40;

/** The events of one organisation in one moment: of a storm only how many. */
interface Gathered {
  events: { order: number; event: AlertEvent }[];
  count: number;
  fired: number;
  resolved: number;
  /** Position in `SEVERITIES` of what fired; -1: nothing did. */
  worst: number;
}

/** What happened in one moment. */
export class Moment {
  /** Counts up by moments. */
  readonly number: number;
  readonly #byOrganisation: ReadonlyMap<string, Gathered>;
  readonly #encoded = new Map<string, Uint8Array | undefined>();

  constructor(number: number, byOrganisation: ReadonlyMap<string, Gathered>) {
    this.number = number;
    this.#byOrganisation = byOrganisation;
  }

  /** As somebody with this sight is told of it; undefined when there is nothing for them. */
  bytesFor(viewer: Viewer): Uint8Array | undefined {
    if (this.#encoded.has(viewer.scope)) return this.#encoded.get(viewer.scope);
    const message = this.#messageFor(viewer);
    const bytes = message && Buffer.from(JSON.stringify(message));
    this.#encoded.set(viewer.scope, bytes);
    return bytes;
  }

  #messageFor(viewer: Viewer): ToBrowser | undefined {
    const seen = [...this.#byOrganisation]
      .filter(([organisation]) => viewer.seesOrganisation(organisation))
      .map(([, gathered]) => gathered);
    const sum = (field: 'count' | 'fired' | 'resolved') => seen.reduce((all, each) => all + each[field], 0);
    const count = sum('count');
    if (count === 0) return undefined;
    if (count > STORM_EVENTS) {
      const worst = SEVERITIES[Math.max(...seen.map((each) => each.worst))] ?? null;
      return { type: 'alert_storm', events: count, fired: sum('fired'), resolved: sum('resolved'), worst };
    }
    const ordered = seen.flatMap(({ events }) => events).sort((one, other) => one.order - other.order);
    return { type: 'alert_events', events: ordered.map(({ event }) => event) };
  }
}

/** Gathers events into moments. Holds at most a storm's worth of each organisation, however many come. */
export class AlertNews {
  readonly #onMoment: (moment: Moment) => void;
  readonly #nowMs: () => number;
  #gathered = new Map<string, Gathered>();
  #moments: Moment[] = [];
  #number = 0;
  #order = 0;
  #sentAtMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  /** `nowMs` is a monotonic clock. */
  constructor(onMoment: (moment: Moment) => void, nowMs: () => number) {
    this.#onMoment = onMoment;
    this.#nowMs = nowMs;
  }

  /** Number of the newest moment. */
  get number(): number {
    return this.#number;
  }

  add(events: readonly AlertEvent[]): void {
    for (const event of events) this.#gather(event);
    if (this.#timer || this.#gathered.size === 0) return;
    const waitMs = this.#sentAtMs + MOMENT_MS - this.#nowMs();
    if (waitMs <= 0) this.#flush();
    else this.#timer = setTimeout(() => this.#flush(), waitMs);
  }

  /** The moments after this one, oldest first; undefined when they are not remembered any more. */
  since(number: number): readonly Moment[] | undefined {
    if (number < this.#number - this.#moments.length) return undefined;
    return this.#moments.filter((moment) => moment.number > number);
  }

  /** Nothing more is told. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#gathered.clear();
  }

  #gather(event: AlertEvent): void {
    const { organisation, severity } = event.alert;
    let gathered = this.#gathered.get(organisation);
    if (!gathered) {
      gathered = { events: [], count: 0, fired: 0, resolved: 0, worst: -1 };
      this.#gathered.set(organisation, gathered);
    }
    gathered.count++;
    if (gathered.count <= STORM_EVENTS) gathered.events.push({ order: this.#order++, event });
    if (event.kind === 'resolved') gathered.resolved++;
    if (event.kind !== 'fired') return;
    gathered.fired++;
    gathered.worst = Math.max(gathered.worst, SEVERITIES.indexOf(severity));
  }

  #flush(): void {
    this.#timer = undefined;
    this.#sentAtMs = this.#nowMs();
    const moment = new Moment(++this.#number, this.#gathered);
    this.#gathered = new Map();
    this.#moments = [...this.#moments, moment].slice(-MOMENTS_KEPT);
    this.#onMoment(moment);
  }
}
