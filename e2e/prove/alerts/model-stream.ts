import { ReferenceModel } from '#judging/reference-model.ts';
import type { Rule } from '#protocol/rule.ts';
import type { JournalStep } from './random-journal.ts';

/** Ticks farther apart than this were not heard in between. */
const TICK_GAP_MS = 10_000;

/** What the model says of a journal in which rules, targets and schemas stay as they are, by rule, target and path. */
export function modelStream(steps: readonly JournalStep[]): Map<string, string[]> {
  const said = new Map<string, string[]>();
  const models = new Map<string, { rule: Rule; model: ReferenceModel }>();
  let rules: Rule[] = [];
  let tickMs = 0;
  let listeningSinceMs = 0;
  const note = (key: string, what: string) => {
    if (what === 'none' || what === 'pending' || what === 'cancelled') return;
    said.set(key, [...(said.get(key) ?? []), ...eventsOf(what)]);
  };
  for (const step of steps) {
    if (step.what === 'rules') rules = step.rules;
    else if (step.what === 'tick') {
      if (Math.abs(step.nowMs - tickMs) > TICK_GAP_MS) listeningSinceMs = step.nowMs;
      tickMs = step.nowMs;
      for (const [key, { model }] of models) note(key, model.tick(step.nowMs, listeningSinceMs));
    } else if (step.what === 'frame' && !step.late) {
      for (const rule of rules) {
        const isAbsent = rule.condition.kind === 'absent';
        for (const [path, value] of step.values) {
          const key = `${rule.id} ${step.target} ${path}`;
          const timeMs = isAbsent ? step.arrivalMs : step.timeMs;
          const known = models.get(key) ?? {
            rule,
            model: new ReferenceModel(rule, isAbsent ? Infinity : 60_000),
          };
          // What is seen for the first time is present, whatever could be read of it.
          if (isAbsent && !models.has(key)) known.model.take({ timeMs, value: 0 });
          models.set(key, known);
          note(key, known.model.take({ timeMs, value }));
        }
      }
    }
  }
  return said;
}

/** As the events of an alert tell it. */
function eventsOf(what: string): string[] {
  const words = what.split(' ');
  const flapping = words.at(-1) === 'flapping' ? ['flapping'] : [];
  const plain = words.slice(0, words.length - flapping.length).join(' ');
  return [plain, ...flapping];
}
