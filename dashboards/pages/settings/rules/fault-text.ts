import { ApiError } from '../../../api/call.ts';
import type { Formats } from '../../../words/format.ts';
import type { Words } from '../../../words/words.ts';
import type { Fault, Faults } from './read-fields.ts';

/** What is wrong with each field, in words. */
export function faultTexts(faults: Faults, words: Words, formats: Formats): Record<string, string> {
  return Object.fromEntries(
    Object.entries(faults).map(([path, fault]) => [path, faultText(fault, words, formats)]),
  );
}

function faultText({ code, params }: Fault, words: Words, formats: Formats): string {
  const { faults } = words.rules;
  switch (code) {
    case 'between':
      return faults.between(formats.number(params[0]), formats.number(params[1]));
    case 'at_least':
      return faults.at_least(formats.number(params[0]));
    case 'span_least':
      return faults.span_least(formats.duration(params[0]));
    default:
      return faults[code];
  }
}

/** What the collector refuses, by the path of the field that it means; empty for errors of another kind. */
export function refusedTexts(error: unknown, words: Words): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  const { refused } = words.rules;
  if (error.code === 'id_taken') return { id: words.rules.faults.id_taken };
  if (!Array.isArray(error.details.issues)) return {};
  const known: Record<string, string> = {
    'watch.targets': refused.targets,
    'watch.groups': refused.groups,
    tell: refused.tell,
    organisation: refused.organisation,
  };
  const issues = error.details.issues as { field: string; message: string }[];
  // A back-test and advice say of which rule they speak, which is the one that is written here.
  return Object.fromEntries(
    issues.map(({ field, message }) => {
      const path = field.replace(/^rule\./, '').replace(/\[(\d+)\]/g, '.$1');
      return [path, known[path] ?? refused.byCollector(message)];
    }),
  );
}
