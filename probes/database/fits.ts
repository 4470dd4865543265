import type { ServerFacts } from './session.ts';
import type { Statement } from './statement.ts';

const BOUND = /^(>=|<=|>|<|=)(\d{1,9}(?:\.\d{1,9}){0,4})$/;

/** Why a range such as `>=9.6 <14` cannot be understood; undefined when it can. */
export function whyBadRange(range: string): string | undefined {
  const bad = range.split(' ').find((bound) => !BOUND.test(bound));
  if (bad === undefined) return undefined;
  return `found "${bad}"; allowed are bounds such as >=9.6 <14, with one space between them.`;
}

/** Whether a version lies within a range; `=12` is every 12.x, what a version does not say counts as 0. */
export function versionFits(range: string, numbers: readonly number[]): boolean {
  return range.split(' ').every((bound) => {
    const [, sign, text = ''] = BOUND.exec(bound) ?? [];
    const wanted = text.split('.').map(Number);
    if (sign === '=') return wanted.every((part, i) => (numbers[i] ?? 0) === part);
    const order = compare(numbers, wanted);
    if (sign === '>=') return order >= 0;
    if (sign === '<=') return order <= 0;
    return sign === '>' ? order > 0 : order < 0;
  });
}

/** Those statements that are for this server, one of each part: the first that fits. */
export function fitting(statements: readonly Statement[], facts: ServerFacts): Statement[] {
  const parts = new Set<string>();
  return statements.filter(({ part, when }) => {
    if (parts.has(part)) return false;
    const isVersion = when.version === undefined || versionFits(when.version, facts.numbers);
    if (!isVersion || !when.words.every((word) => hasWord(word, facts.words))) return false;
    parts.add(part);
    return true;
  });
}

function hasWord(word: string, words: readonly string[]): boolean {
  return word.startsWith('!') ? !words.includes(word.slice(1)) : words.includes(word);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
