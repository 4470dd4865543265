import { computed, signal } from '@preact/signals';
import type { Rule } from '#protocol/rule.ts';
import type { Threshold } from '#protocol/threshold.ts';
import type { Caller } from '../api/call.ts';
import { getAll } from '../api/lists.ts';
import type { Paged, RuleEntry, RulesAnswer } from '../api/shapes.ts';
import type { Language } from '../words/language.ts';

interface ThresholdsAnswer extends Paged {
  thresholds: { threshold: Threshold }[];
}

/** The rules in force, for their names, reasons and thresholds. */
export class RuleBook {
  readonly entries = signal<readonly RuleEntry[]>([]);
  /** What is another threshold at some place than in its rule. */
  readonly thresholds = signal<readonly Threshold[]>([]);
  readonly #byId = computed(() => new Map(this.entries.value.map((entry) => [entry.rule.id, entry.rule])));
  readonly #api: Caller;

  constructor(api: Caller) {
    this.#api = api;
  }

  clear(): void {
    this.entries.value = [];
    this.thresholds.value = [];
  }

  async load(): Promise<void> {
    const [entries, thresholds] = await Promise.all([
      getAll(this.#api, 'rules', (answer: RulesAnswer) => answer.rules),
      getAll(this.#api, 'thresholds', (answer: ThresholdsAnswer) => answer.thresholds),
    ]);
    this.entries.value = entries;
    this.thresholds.value = thresholds.map(({ threshold }) => threshold);
  }

  rule(id: string): Rule | undefined {
    return this.#byId.value.get(id);
  }

  /** What the rule is called; its id when it is gone. */
  name(id: string, language: Language): string {
    return this.rule(id)?.name[language] ?? id;
  }
}
