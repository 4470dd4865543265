import type { Note } from '#protocol/back-test.ts';
import type { Condition } from '#protocol/rule.ts';
import type { WhyNotNothing, WhyNotStepCode } from '#protocol/why-not.ts';
import { stateText } from '../../../words/alert-text.ts';
import type { Formats } from '../../../words/format.ts';
import { unitOf } from '../../../words/unit.ts';
import { standingTitle, type Words } from '../../../words/words.ts';
import { conditionWords } from './condition-text.ts';

/** What is needed to say why nothing fired. */
export interface WhyNotWords {
  words: Words;
  formats: Formats;
  groupName(id: string): string;
  targetName(id: string): string;
}

/** One step in words; the code where we have none. `metric`: what was judged. */
export function whyNotText(
  code: string,
  params: Note['params'],
  metric: string | undefined,
  { words, formats, groupName, targetName }: WhyNotWords,
): string {
  const text = words.whyNot.steps;
  const { nothing } = words.whyNot;
  const string = (name: string) => String(params[name] ?? '');
  const count = (name: string) => formats.number(Number(params[name]));
  const span = (name: string) => formats.duration(Number(params[name]));
  const moment = (name: string) => formats.moment(Number(params[name]));
  const title = (name: string) => standingTitle(words, string(name));
  const value = (name: string) =>
    stateText(words, metric ?? '', Number(params[name])) ??
    formats.limit(Number(params[name]), unitOf(metric ?? ''));
  const groups = () => formats.list(string('wanted').split(' ').filter(Boolean).map(groupName));

  switch (code as WhyNotStepCode | WhyNotNothing) {
    case 'no_rule':
    case 'no_such_series':
      return nothing[code as 'no_rule'](title('metric'));
    case 'no_series_with_labels':
      return nothing.no_series_with_labels(title('metric'), count('series'));
    case 'target_sends_nothing':
      return nothing.target_sends_nothing;
    case 'rule_changed_since':
      return text.rule_changed_since(moment('changedAtMs'));
    case 'other_metric':
      return text.other_metric(title('wanted'));
    case 'other_targets':
      return text.other_targets(count('targets'));
    case 'other_groups':
      return text.other_groups(groups());
    case 'other_label':
      return text.other_label(string('label'), string('wanted'), string('found') || words.shell.common.none);
    case 'unwanted_label':
      return text.unwanted_label(string('label'), string('unwanted'));
    case 'left_to_other_metric':
      return text.left_to_other_metric(title('metric'));
    case 'disabled_here':
      return text.disabled_here(
        [levelText(), string('reason')].filter(Boolean).join(' · ') || words.shell.common.none,
      );
    case 'judged_by':
      return text.judged_by(judgedBy(), levelText());
    case 'no_divisor':
      return text.no_divisor(title('metric'));
    case 'too_coarse_for_bands':
      return text.too_coarse_for_bands(span('stepMs'));
    case 'samples_not_kept':
      return text.samples_not_kept(span('keptMs'));
    case 'no_verdict':
      return text.no_verdict(count('values'));
    case 'never_violated':
      return params.nearest === undefined
        ? text.never_violated_plain
        : text.never_violated(value('nearest'), value('limit'), moment('nearestAtMs'));
    case 'samples_not_met':
      return text.samples_not_met(count('most'), count('of'), count('atLeast'));
    case 'not_long_enough':
      return text.not_long_enough(span('longestMs'), span('holdMs'));
    case 'not_silent_long_enough':
      return text.not_silent_long_enough(span('longestMs'), span('afterMs'));
    case 'fired':
      return text.fired(moment('firedAtMs'));
    case 'suppressed':
      return text.suppressed(targetName(string('target')));
    case 'telling_failed':
    case 'told':
      return text[code as 'told'](formats.list(string('channels').split(' ').filter(Boolean)));
    default: {
      const plain = (text as Record<string, unknown>)[code];
      if (typeof plain === 'string') return plain;
      // What held a telling back, or why nobody is told, has words of its own.
      return (words.why.codes as Record<string, string>)[code] ?? code;
    }
  }

  function levelText(): string {
    const level = string('level') as keyof Words['why']['levels'];
    return words.why.levels[level] ?? level;
  }

  /** The limits that a step names, as the condition that they are of. */
  function judgedBy(): string {
    const kind = string('kind') as keyof Words['rules']['kinds'];
    const hasLimits = kind === 'above' || kind === 'below' || kind === 'outside' || kind === 'equal';
    if (!hasLimits && kind !== 'rate' && kind !== 'absent') return words.rules.kinds[kind] ?? kind;
    return conditionWords(params as unknown as Condition, metric ?? '', words, formats);
  }
}
