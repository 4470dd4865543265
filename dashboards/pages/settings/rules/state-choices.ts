import { PROBE_STATES } from '#protocol/probe-state.ts';
import { statesOf } from '../../../words/metric-words.ts';
import type { Words } from '../../../words/words.ts';

/** States of a metric to choose from, by the number under which they travel; empty where values are plain numbers. */
export function stateChoices(words: Words, metric: string): { value: string; text: string }[] {
  if (metric === 'probe.state') {
    return PROBE_STATES.map((state, code) => ({ value: String(code), text: words.devices.states[state] }));
  }
  return statesOf(words.language, metric).map(({ code, text }) => ({ value: String(code), text }));
}
