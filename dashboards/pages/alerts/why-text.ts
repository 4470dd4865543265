import type { Alert } from '#protocol/alert.ts';
import type { Note } from '#protocol/back-test.ts';
import { useText, useWard } from '../../ui/context.ts';
import { stateText } from '../../words/alert-text.ts';
import { unitOf } from '../../words/unit.ts';

/** What the answer to "why" says of one alert, in words. */
export function useWhyText(alert: Alert) {
  const { fleet } = useWard();
  const { words, formats } = useText();
  const said = words.why.standing;
  const unit = alert.unit ?? unitOf(alert.metric);

  function value(number: string | number | undefined): string {
    if (typeof number !== 'number') return '';
    return stateText(words, alert.metric, number) ?? formats.value(number, unit);
  }

  return {
    value,
    /** What keeps the alert as it is. */
    standing({ code, params }: Note): string {
      const time = (name: string) => formats.moment(Number(params[name]));
      const span = (name: string) => formats.duration(Number(params[name]));
      switch (code) {
        case 'unknown_because':
          return said.unknown_because(fleet.machine(String(params.target))?.target.name ?? '');
        case 'silent':
          return said.silent(time('sinceMs'));
        case 'samples_wanted':
          return said.samples_wanted(String(params.atLeast), String(params.of));
        case 'held':
          return said.held(time('sinceMs'), span('holdMs'));
        case 'recovering':
          return said.recovering(time('sinceMs'), span('delayMs'));
        case 'calming':
          return said.calming(time('sinceMs'), span('calmMs'));
        case 'flapping':
          return said.flapping(span('calmMs'));
        case 'violated':
          return said.violated(value(params.value));
        case 'not_recovered':
          return said.not_recovered(value(params.value), value(params.recoveryThreshold));
        case 'resolved':
        case 'rule_gone':
        case 'no_values':
        case 'judged_otherwise':
          return said[code];
        default:
          return code;
      }
    },
  };
}
