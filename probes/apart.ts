import { askInventory } from './host/inventory/inventory.ts';
import type { ApartQuestion } from './probe.ts';

/** Every question that a program answers in a process of its own, see `ProbeOptions.askApart`. */
const ANSWERS: Record<ApartQuestion, () => Promise<unknown>> = {
  inventory: askInventory,
};

/** The answer to a question; rejects when there is no such question. */
export async function answerApart(question: string): Promise<unknown> {
  if (!Object.hasOwn(ANSWERS, question)) throw new Error(`there is no question ${question}`);
  return ANSWERS[question as ApartQuestion]();
}
