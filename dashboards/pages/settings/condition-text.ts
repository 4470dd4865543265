import type { Rule } from '#protocol/rule.ts';
import { stateText } from '../../words/alert-text.ts';
import type { Formats } from '../../words/format.ts';
import { unitOf } from '../../words/unit.ts';
import type { Words } from '../../words/words.ts';

/** What a rule asks of a value, in words: `above 80% · for 5m`. */
export function conditionText({ condition, holdMs, watch }: Rule, words: Words, formats: Formats): string {
  const text = words.settings.rules.condition;
  const unit = unitOf(watch.metric);
  const value = (number: number) => formats.limit(number, unit);
  const state = (number: number) => stateText(words, watch.metric, number) ?? value(number);
  const base = (): string => {
    switch (condition.kind) {
      case 'above':
        return condition.until === undefined
          ? text.above(value(condition.threshold))
          : text.aboveUntil(value(condition.threshold), value(condition.until));
      case 'below':
        return condition.until === undefined
          ? text.below(value(condition.threshold))
          : text.belowUntil(value(condition.threshold), value(condition.until));
      case 'outside':
        return text.outside(value(condition.low), value(condition.high));
      case 'equal':
        return text.equal(state(condition.value));
      case 'one_of':
        return text.oneOf(formats.list(condition.values.map(state)));
      case 'changed':
        return text.changed;
      case 'rate':
        return text.rate(value(condition.above));
      case 'absent':
        return text.absent(formats.duration(condition.afterMs));
      case 'forecast':
        return text.forecast(value(condition.reaches), formats.duration(condition.withinMs));
    }
  };
  return holdMs > 0 ? `${base()} · ${words.settings.rules.hold(formats.duration(holdMs))}` : base();
}
