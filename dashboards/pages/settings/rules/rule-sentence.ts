import type { Rule, Tier } from '#protocol/rule.ts';
import { tierCondition } from '#protocol/rule-tiers.ts';
import type { Formats } from '../../../words/format.ts';
import { standingTitle, type Words } from '../../../words/words.ts';
import { conditionWords } from './condition-text.ts';
import { scopeText } from './scope-text.ts';

/** What is needed to say what a rule does. */
export interface SentenceWords {
  words: Words;
  formats: Formats;
  unit: string;
  groupName(id: string): string;
}

/** What a rule does, in a few sentences. A number that is not written yet stands as a dash. */
export function ruleSentences(rule: Rule, { words, formats, unit, groupName }: SentenceWords): string[] {
  const text = words.rules.sentence;
  const { watch, condition, samples, holdMs, severity, flapping } = rule;
  const severityText = (name: Rule['severity']) => words.states.severity[name];
  const saying = (of: Rule['condition']) => conditionWords(of, watch.metric, words, formats, unit);
  const groups = watch.groups.map(groupName);
  const scope = formats.list([scopeText(rule, words, formats), ...groups]);
  const what = text.what(watch.metric === '' ? '…' : standingTitle(words, watch.metric), scope);
  const asked = saying(condition) || '…';
  const lasting = samples
    ? text.samples(asked, formats.number(samples.atLeast), formats.number(samples.of))
    : holdMs === 0
      ? asked
      : text.lasting(asked, formats.duration(holdMs));

  const sentences = [text.fires(what, lasting, severityText(severity))];
  for (const tier of rule.tiers) sentences.push(rises(tier));
  if (rule.deviceLimits) sentences.push(text.deviceLimits);
  sentences.push(recovers());
  if (flapping) {
    const { firings, withinMs, calmMs } = flapping;
    sentences.push(text.flaps(formats.number(firings), formats.duration(withinMs), formats.duration(calmMs)));
  }
  sentences.push(tells());
  if (!rule.enabled) sentences.push(text.disabled);
  return sentences;

  function rises(tier: Tier): string {
    const own = saying(tierCondition(condition, tier));
    const time = formats.duration(tier.holdMs ?? holdMs);
    if (own === saying(condition)) return text.risesLater(time, severityText(tier.severity));
    const isLonger = tier.holdMs !== undefined && tier.holdMs !== holdMs && tier.holdMs > 0;
    return text.rises(isLonger ? text.lasting(own, time) : own, severityText(tier.severity));
  }

  function recovers(): string {
    const { recoveryThreshold, recoveryDelayMs } = rule;
    const isFactor = condition.kind === 'ratio' || condition.kind === 'group_median';
    const limit =
      recoveryThreshold === undefined ? '' : formats.limit(recoveryThreshold, isFactor ? '1' : unit);
    const delay = recoveryDelayMs === 0 ? '' : formats.duration(recoveryDelayMs);
    if (limit) return delay ? text.recoversAtAfter(limit, delay) : text.recoversAt(limit);
    return delay ? text.recoversAfter(delay) : text.recovers;
  }

  function tells(): string {
    if (rule.tell.length > 0) return text.tells(formats.list(rule.tell));
    return severity === 'info' && rule.tiers.length === 0 ? text.tellsNobody : text.tellsDefault;
  }
}
