import type { LabelValues, Rule } from '#protocol/rule.ts';
import { labelText } from '../../../words/alert-text.ts';
import type { Formats } from '../../../words/format.ts';
import type { Words } from '../../../words/words.ts';

/** Which series a rule watches, in words: `all targets, DNS` or `all targets, except: Ping, Web page`. */
export function scopeText({ watch }: Rule, words: Words, formats: Formats): string {
  const text = words.settings.rules;
  const { targets, labels, notLabels } = watch;
  const places = targets.length === 0 ? text.scopeAll : text.scopeSome(formats.number(targets.length));
  const only = labelsText(labels, words, formats);
  const except = labelsText(notLabels, words, formats);
  return formats.list([places, ...(only ? [only] : []), ...(except ? [text.except(except)] : [])]);
}

function labelsText(labels: Rule['watch']['labels'], words: Words, formats: Formats): string {
  const each = Object.entries(labels).flatMap(([name, wanted]) =>
    listOf(wanted).map((value) => labelText({ [name]: value }, words) || value),
  );
  // Without a value to compare by, a label that must not be empty has nothing to show.
  return formats.list(each.filter(Boolean));
}

function listOf(wanted: LabelValues): readonly string[] {
  return typeof wanted === 'string' ? [wanted] : wanted;
}
