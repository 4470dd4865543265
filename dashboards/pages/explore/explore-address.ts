import { lastSpan, parseRange, type Range } from '../../charts/range.ts';
import { routeTo } from '../../state/route.ts';
import { COMPARES, type Compare, fromText, LOOKS, type Look, type Question, toText } from './question.ts';

/** Everything that is chosen on the page: it stands in the address, so that a link shares it. */
export interface Exploration {
  question: Question;
  range: Range;
  look: Look;
  compare: Compare;
  /** Name of the line that is shown alone. */
  alone: string | undefined;
}

/** Reads what an address shows. */
export function readAddress(search: URLSearchParams): Exploration {
  return {
    question: fromText(search.get('metric') ?? '', search.get('q')),
    range: parseRange(search, '1h'),
    look: LOOKS.find((look) => look === search.get('look')) ?? 'lines',
    compare: COMPARES.find((compare) => compare === search.get('compare')) ?? 'none',
    alone: search.get('alone') ?? undefined,
  };
}

/** The address of what is chosen; the moving span stays in it, since a reset goes back to it. */
export function writeAddress(
  { question, range, look, compare, alone }: Exploration,
  before?: URLSearchParams,
): string {
  const last = range.kind === 'last' ? range.span : before && lastSpan(before, '1h');
  return routeTo('explore', {
    metric: question.metric,
    q: toText(question),
    last,
    from: range.kind === 'fixed' ? String(range.fromMs) : undefined,
    to: range.kind === 'fixed' ? String(range.toMs) : undefined,
    look: look === 'lines' ? undefined : look,
    compare: compare === 'none' ? undefined : compare,
    alone,
  });
}
