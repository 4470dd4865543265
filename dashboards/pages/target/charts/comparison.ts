import { signal } from '@preact/signals';
import { seriesKey } from '#protocol/sample.ts';
import type { Caller } from '../../../api/call.ts';
import type { ChosenAggregation } from '../../../api/query.ts';
import { queryTogether } from '../../../api/query-batch.ts';
import { chooseStep } from '../../../charts/step.ts';
import { History } from '../history.ts';
import type { MachineData } from '../machine-data.ts';

/** How long before: the same hour of the day before, or of the same weekday. */
const EARLIER_MS = { day: 86_400_000, week: 7 * 86_400_000 } as const;
export type Earlier = keyof typeof EARLIER_MS;

/** Fewer points than the line itself has: it is only compared with. */
const LEAST_STEP_MS = 10_000;

/** The earlier time that an address compares with. */
export function readEarlier(search: URLSearchParams): Earlier | undefined {
  const wanted = search.get('compare');
  return wanted !== null && wanted in EARLIER_MS ? (wanted as Earlier) : undefined;
}

/** How the series of a target were the same time before, put beside how they are. */
export class Comparison {
  /** Grows when something has come. */
  readonly changed = signal(0);
  readonly #api: Caller;
  readonly #target: string;
  readonly #histories = new Map<string, History>();
  #key = '';
  #abort = new AbortController();
  readonly #requested = new Set<string>();

  constructor(target: string, api: Caller) {
    this.#target = target;
    this.#api = api;
  }

  /** The history of a series, moved to now; undefined while none has come. */
  of(metric: string, labels: Readonly<Record<string, string>>): History | undefined {
    return this.#histories.get(seriesKey({ target: this.#target, metric, labels }));
  }

  clear(): void {
    this.#begin('');
  }

  close(): void {
    this.#abort.abort();
  }

  /** Asks for these metrics over a span; the same again asks nothing. */
  async want(
    metrics: readonly string[],
    data: MachineData,
    asked: { fromMs: number; toMs: number; earlier: Earlier; aggregation: ChosenAggregation },
  ): Promise<void> {
    const { fromMs, toMs, earlier, aggregation } = asked;
    this.#begin(`${fromMs} ${toMs} ${earlier} ${aggregation}`);
    const abort = this.#abort;
    const shiftMs = EARLIER_MS[earlier];
    const stepMs = Math.max(LEAST_STEP_MS, chooseStep(toMs - fromMs, data.intervalMs));
    const missing = metrics.filter((metric) => !this.#requested.has(metric));
    for (const metric of missing) this.#requested.add(metric);
    await Promise.all(
      missing.map(async (metric) => {
        const span = { fromMs: fromMs - shiftMs, toMs: toMs - shiftMs, stepMs };
        const query = data.queryOf(metric, span, aggregation);
        // What is not there, or cannot be read, is not drawn: the chart itself tells its own faults.
        const answer = await queryTogether(this.#api, query, abort.signal).catch(() => []);
        if (abort.signal.aborted) return;
        for (const { labels, timesMs, values } of answer) {
          const history = new History();
          const moved = Array.from(timesMs, (timeMs) => timeMs + shiftMs);
          const isRate = query.aggregation === 'rate';
          history.replace(moved, values, { isRate, stepMs, keepAfterMs: null });
          this.#histories.set(seriesKey({ target: this.#target, metric, labels }), history);
        }
        this.changed.value++;
      }),
    );
  }

  #begin(key: string): void {
    if (key === this.#key) return;
    this.#key = key;
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#requested.clear();
    this.#histories.clear();
    this.changed.value++;
  }
}
