import type { More } from '#channels/channel.ts';
import type { AlertEvent } from '#protocol/alert.ts';
import { SEVERITIES } from '#protocol/rule.ts';

/** Of a storm so many events are listed, the gravest first. */
export const LISTED_EVENTS = 20;
/** Of rules and targets those with most events are named. */
const NAMED = 10;

/** An event on its way into a call. */
export interface Gathered {
  event: string;
  kind: AlertEvent['kind'];
  /** Place in `SEVERITIES`. */
  severity: number;
  /** Of the alert; null when that is gone. */
  rule: string | null;
  target: string | null;
}

/** Counts what one message stands for. */
export class StormCount {
  events = 0;
  #resolved = 0;
  readonly #fired = SEVERITIES.map(() => 0);
  readonly #rules = new Map<string, number>();
  readonly #targets = new Map<string, number>();
  /** The first of each severity, and the first of those that ended. */
  readonly #first = SEVERITIES.map(() => [] as string[]);
  readonly #ended: string[] = [];

  add({ event, kind, severity, rule, target }: Gathered): void {
    this.events++;
    if (rule !== null) this.#rules.set(rule, (this.#rules.get(rule) ?? 0) + 1);
    if (target !== null) this.#targets.set(target, (this.#targets.get(target) ?? 0) + 1);
    if (kind === 'resolved') this.#resolved++;
    if (kind === 'fired') this.#fired[severity]++;
    const list = kind === 'resolved' ? this.#ended : this.#first[severity];
    if (list.length < LISTED_EVENTS) list.push(event);
  }

  /** The gravest, and of those equally grave the first; what ended comes last. */
  gravest(most: number): string[] {
    return [...this.#first.toReversed().flat(), ...this.#ended].slice(0, most);
  }

  more(): More {
    const [info, warning, critical] = this.#fired;
    return {
      events: this.events,
      fired: { info, warning, critical },
      resolved: this.#resolved,
      rules: topOf(this.#rules),
      targets: topOf(this.#targets),
      targetCount: this.#targets.size,
    };
  }
}

function topOf(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort((one, other) => other[1] - one[1]).slice(0, NAMED);
}
