/** Suspects that are asked at a time; an answer counts for so long. */
const MOST_ASKED = 8;
const COUNTS_FOR_MS = 30_000;

/** Whether a suspect answered, and when it was asked. */
export interface SuspectAnswer {
  atMs: number;
  answered: boolean;
}

export interface SuspectQuestionsOptions {
  /** Asks a target at once; undefined where nobody can ask it. */
  ask: ((target: string) => Promise<boolean | undefined>) | undefined;
  nowMs(): number;
  onAnswer(): void;
  onFault(what: string, error: Error): void;
}

/** Asks suspects whether they are there, a few at a time: people wait for the result. */
export class SuspectQuestions {
  readonly #options: SuspectQuestionsOptions;
  readonly #answers = new Map<string, SuspectAnswer>();
  readonly #asking = new Set<string>();
  #asked = 0;

  constructor(options: SuspectQuestionsOptions) {
    this.#options = options;
  }

  /** How many have been asked. */
  get asked(): number {
    return this.#asked;
  }

  /** What it said lately. */
  answerOf(target: string): SuspectAnswer | undefined {
    const answer = this.#answers.get(target);
    return answer && this.#options.nowMs() - answer.atMs < COUNTS_FOR_MS ? answer : undefined;
  }

  /** Those for whom there is no room now are suspects again soon. */
  ask(suspects: readonly string[]): void {
    const { ask, nowMs, onAnswer, onFault } = this.#options;
    if (!ask) return;
    this.#forgetOld();
    for (const target of suspects) {
      if (this.#asking.size >= MOST_ASKED || this.#asking.has(target)) continue;
      this.#asking.add(target);
      const atMs = nowMs();
      ask(target)
        .then((answered) => {
          if (answered === undefined) return;
          this.#asked++;
          this.#answers.set(target, { atMs, answered });
          onAnswer();
        })
        .catch((error) => onFault('asking a suspect', error as Error))
        .finally(() => this.#asking.delete(target));
    }
  }

  #forgetOld(): void {
    for (const target of [...this.#answers.keys()])
      if (this.answerOf(target) === undefined) this.#answers.delete(target);
  }
}
