import { randomUUID } from 'node:crypto';
import type { BackTest, Note } from '#protocol/back-test.ts';
import type { Rule } from '#protocol/rule.ts';
import { GivenUpError, makePace } from './pace.ts';
import { makeRuleTest, type RuleTest, type RuleTestOptions } from './rule-test.ts';

/** Back-tests that run side by side; another one is refused until one of them ends. */
const RUNNING_MOST = 2;
/** Answers that are kept, and for how long after their end. */
const KEPT_MOST = 20;
const KEPT_MS = 10 * 60_000;
/** Of both rules together. */
const TIMEOUT_MS = 30_000;

/** What is tested, and for whom. */
export interface WantedBackTest extends Omit<RuleTestOptions, 'pace'> {
  rule: Rule;
  /** The rule of that id in force; undefined where there is none. */
  inForce: Rule | undefined;
  /** Id of the person who asked: nobody else sees it. */
  owner: string;
}

interface Running {
  id: string;
  owner: string;
  state: BackTest['state'];
  error: Note | null;
  span: { fromMs: number; toMs: number };
  proposed: RuleTest;
  inForce: RuleTest | undefined;
  cancel: AbortController;
  endedAtMs: number;
}

/** Back-tests of all people: a bounded number, forgotten soon after their end. */
export class BackTests {
  readonly #clockMs: () => number;
  readonly #all = new Map<string, Running>();
  readonly #runs = new Set<Promise<void>>();

  /** `clockMs`: any clock that only goes forward. */
  constructor(clockMs: () => number) {
    this.#clockMs = clockMs;
  }

  /** Starts one and returns what there is to see; undefined while too many run. */
  start({ rule, inForce, owner, ...wanted }: WantedBackTest): BackTest | undefined {
    this.#forget();
    const running = [...this.#all.values()].filter(({ state }) => state === 'running').length;
    if (running >= RUNNING_MOST) return undefined;
    const cancel = new AbortController();
    const options = { ...wanted, pace: makePace(this.#clockMs, TIMEOUT_MS, cancel.signal) };
    const test: Running = {
      id: randomUUID(),
      owner,
      state: 'running',
      error: null,
      span: wanted.span,
      proposed: makeRuleTest(rule, options),
      inForce: inForce && makeRuleTest(inForce, options),
      cancel,
      endedAtMs: 0,
    };
    this.#all.set(test.id, test);
    const run = this.#run(test).finally(() => this.#runs.delete(run));
    this.#runs.add(run);
    return shown(test);
  }

  get(id: string, owner: string): BackTest | undefined {
    this.#forget();
    const test = this.#all.get(id);
    return test?.owner === owner ? shown(test) : undefined;
  }

  /** Ends one that runs, and forgets it; false when there is none. */
  remove(id: string, owner: string): boolean {
    const test = this.#all.get(id);
    if (test?.owner !== owner) return false;
    test.cancel.abort();
    return this.#all.delete(id);
  }

  /** Ends all that run; may be called twice. */
  async close(): Promise<void> {
    for (const { cancel } of this.#all.values()) cancel.abort();
    await Promise.all(this.#runs);
  }

  async #run(test: Running): Promise<void> {
    try {
      await test.proposed.run();
      await test.inForce?.run();
      test.state = 'done';
    } catch (error) {
      const isCancelled = error instanceof GivenUpError && error.why === 'cancelled';
      test.state = isCancelled ? 'cancelled' : 'failed';
      test.error = isCancelled ? null : whyFailed(error as Error);
    }
    test.endedAtMs = this.#clockMs();
  }

  #forget(): void {
    const nowMs = this.#clockMs();
    const ended = [...this.#all.values()].filter(({ state }) => state !== 'running');
    for (const [index, { id, endedAtMs }] of ended.entries()) {
      if (nowMs - endedAtMs > KEPT_MS || ended.length - index > KEPT_MOST) this.#all.delete(id);
    }
  }
}

function shown({ id, state, error, span, proposed, inForce }: Running): BackTest {
  const [one, two] = [proposed.progress(), inForce?.progress() ?? { series: 0, judged: 0 }];
  return {
    id,
    state,
    ...span,
    progress: { series: one.series + two.series, judged: one.judged + two.judged },
    proposed: proposed.read(),
    inForce: inForce?.read() ?? null,
    error,
  };
}

/** What was judged until then stays, and the code says why there is no more. */
function whyFailed(error: Error): Note {
  if (error instanceof GivenUpError)
    return { code: 'took_too_long', params: { seconds: TIMEOUT_MS / 1_000 } };
  return error.name === 'QueryTooLargeError'
    ? { code: 'too_large', params: { reason: error.message } }
    : { code: 'store_failed', params: { reason: error.message } };
}
