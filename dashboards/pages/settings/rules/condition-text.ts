import type { Condition, Rule } from '#protocol/rule.ts';
import { tierCondition } from '#protocol/rule-tiers.ts';
import { stateText } from '../../../words/alert-text.ts';
import type { Formats } from '../../../words/format.ts';
import { unitOf } from '../../../words/unit.ts';
import { standingTitle, type Words } from '../../../words/words.ts';

/** A condition, or what a group counts. */
type AnyCondition = Condition | Extract<Condition, { kind: 'count' }>['each'];

/** What a rule asks of a value, in words: `above 80% · for 5m; Critical above 90% · for 1m`. */
export function conditionText(rule: Rule, words: Words, formats: Formats): string {
  const held = (condition: Condition, holdMs: number) => {
    const asked = conditionWords(condition, rule.watch.metric, words, formats);
    return holdMs > 0 ? `${asked} · ${words.settings.rules.hold(formats.duration(holdMs))}` : asked;
  };
  const graver = rule.tiers.map((tier) => {
    const asked = held(tierCondition(rule.condition, tier), tier.holdMs ?? rule.holdMs);
    return words.machine.limit(words.states.severity[tier.severity], asked);
  });
  return [held(rule.condition, rule.holdMs), ...graver].join(formats.language === 'zh-CN' ? '；' : '; ');
}

/** A condition alone, without how long it must last. */
export function conditionWords(
  condition: AnyCondition,
  metric: string,
  words: Words,
  formats: Formats,
  unit = unitOf(metric),
): string {
  const text = words.settings.rules.condition;
  const value = (number: number) => formats.limit(number, unit);
  const state = (number: number) => stateText(words, metric, number) ?? value(number);
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
      return text.oneOf(formats.list(condition.values.map(state)) || '…');
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
    case 'ratio': {
      const to = condition.to === '' ? '…' : standingTitle(words, condition.to);
      return sides(
        condition,
        (factor) => text.ratioBelow(to, factor),
        (factor) => text.ratioAbove(to, factor),
        formats,
      );
    }
    case 'group_median':
      return sides(condition, text.medianBelow, text.medianAbove, formats);
    case 'count': {
      const { atLeast, atLeastPercent, each } = condition;
      const counted = conditionWords(each, metric, words, formats, unit);
      if (atLeastPercent === undefined) return text.count(formats.number(atLeast ?? 1), counted);
      const percent = `${formats.number(atLeastPercent)}%`;
      if (atLeast === undefined) return words.rules.countPercent(percent, counted);
      return words.rules.countBoth(formats.number(atLeast), percent, counted);
    }
  }
}

function sides(
  { below, above }: { below?: number | undefined; above?: number | undefined },
  belowText: (factor: string) => string,
  aboveText: (factor: string) => string,
  formats: Formats,
): string {
  return formats.list([
    ...(below === undefined ? [] : [belowText(formats.number(below))]),
    ...(above === undefined ? [] : [aboveText(formats.number(above))]),
  ]);
}
