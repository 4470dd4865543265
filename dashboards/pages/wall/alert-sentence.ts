import type { Alert } from '#protocol/alert.ts';
import type { Ward } from '../../state/ward.ts';
import { alertValue } from '../../words/alert-text.ts';
import type { Formats } from '../../words/format.ts';
import type { Words } from '../../words/words.ts';

/** What an alert is about, as people call it. */
export function alertNames(
  { fleet, rules }: Pick<Ward, 'fleet' | 'rules'>,
  alert: Alert,
  words: Words,
  formats: Formats,
): { target: string; rule: string; value: string } {
  return {
    target: fleet.machine(alert.target)?.target.name ?? words.wall.unknownTarget,
    rule: rules.name(alert.rule, formats.language),
    value: alertValue(alert, words, formats),
  };
}

/** An alert as it is spoken. */
export function alertSentence(
  ward: Pick<Ward, 'fleet' | 'rules'>,
  alert: Alert,
  words: Words,
  formats: Formats,
): string {
  const { target, rule, value } = alertNames(ward, alert, words, formats);
  return words.wall.speech.alert(words.states.severity[alert.severity], target, rule, value);
}

/** Who has an alert in hand; undefined when nobody does. */
export function whoHas({ assigned, acknowledged }: Alert): string | undefined {
  return assigned?.to ?? acknowledged?.by;
}
