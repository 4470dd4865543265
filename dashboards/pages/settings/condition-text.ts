import type { Condition, Rule } from '#protocol/rule.ts';
import { tierCondition } from '#protocol/rule-tiers.ts';
import { stateText } from '../../words/alert-text.ts';
import type { Formats } from '../../words/format.ts';
import { unitOf } from '../../words/unit.ts';
import type { Words } from '../../words/words.ts';

/** What a group counts. */
type Counted = Extract<Condition, { kind: 'count' }>['each'];

/** What a rule asks of a value, in words: `above 80% · for 5m; Critical above 90% · for 1m`. */
export function conditionText(rule: Rule, words: Words, formats: Formats): string {
  const { watch } = rule;
  const text = words.settings.rules.condition;
  const unit = unitOf(watch.metric);
  const value = (number: number) => formats.limit(number, unit);
  const state = (number: number) => stateText(words, watch.metric, number) ?? value(number);
  const base = (condition: Condition | Counted): string => {
    switch (condition.kind) {
      case 'above':
        return text.above(value(condition.threshold));
      case 'below':
        return text.below(value(condition.threshold));
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
      case 'deviation':
        return text.deviation(formats.number(condition.times));
      case 'ratio':
        return sides(
          condition.below,
          (factor) => text.ratioBelow(condition.to, factor),
          condition.above,
          (factor) => text.ratioAbove(condition.to, factor),
        );
      case 'group_median':
        return sides(condition.below, text.medianBelow, condition.above, text.medianAbove);
      case 'count': {
        const { atLeast, atLeastPercent, each } = condition;
        const least = atLeastPercent === undefined ? String(atLeast ?? 1) : `${atLeastPercent} %`;
        return text.count(least, base(each));
      }
    }
  };
  const sides = (
    below: number | undefined,
    belowText: (factor: string) => string,
    above: number | undefined,
    aboveText: (factor: string) => string,
  ) =>
    formats.list([
      ...(below === undefined ? [] : [belowText(formats.number(below))]),
      ...(above === undefined ? [] : [aboveText(formats.number(above))]),
    ]);
  const held = (condition: Condition, holdMs: number) =>
    holdMs > 0
      ? `${base(condition)} · ${words.settings.rules.hold(formats.duration(holdMs))}`
      : base(condition);
  const graver = rule.tiers.map((tier) => {
    const asked = held(tierCondition(rule.condition, tier), tier.holdMs ?? rule.holdMs);
    return words.machine.limit(words.states.severity[tier.severity], asked);
  });
  return [held(rule.condition, rule.holdMs), ...graver].join('; ');
}
