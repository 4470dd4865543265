import { computed, signal } from '@preact/signals';
import type { Rule } from '#protocol/rule.ts';
import type { Caller } from '../api/call.ts';
import { getAll } from '../api/lists.ts';
import type { RuleEntry, RulesAnswer } from '../api/shapes.ts';
import type { Language } from '../words/language.ts';

/** The rules in force, for their names, reasons and thresholds. */
export class RuleBook {
  readonly entries = signal<readonly RuleEntry[]>([]);
  readonly #byId = computed(() => new Map(this.entries.value.map((entry) => [entry.rule.id, entry.rule])));
  readonly #api: Caller;

  constructor(api: Caller) {
    this.#api = api;
  }

  clear(): void {
    this.entries.value = [];
  }

  async load(): Promise<void> {
    this.entries.value = await getAll(this.#api, 'rules', (answer: RulesAnswer) => answer.rules);
  }

  rule(id: string): Rule | undefined {
    return this.#byId.value.get(id);
  }

  /** What the rule is called; its id when it is gone. */
  name(id: string, language: Language): string {
    return this.rule(id)?.name[language] ?? id;
  }
}
