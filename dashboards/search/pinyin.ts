/*
 * The first letters of Chinese words, as people type them to find something: 核心交换机 is hxjhj. The browser's own
 * collation knows the order of all characters by their sound, so the first character of each letter is all that must
 * be known here, and what stands in names of places and machines and has another sound besides.
 */

/** The first character of each letter in the order of Pinyin; no syllable begins with I, U or V. */
const FIRST_OF: readonly (readonly [letter: string, first: string])[] = [
  ['a', '阿'],
  ['b', '八'],
  ['c', '嚓'],
  ['d', '哒'],
  ['e', '妸'],
  ['f', '发'],
  ['g', '旮'],
  ['h', '哈'],
  ['j', '讥'],
  ['k', '咔'],
  ['l', '垃'],
  ['m', '痳'],
  ['n', '拏'],
  ['o', '噢'],
  ['p', '妑'],
  ['q', '七'],
  ['r', '呥'],
  ['s', '仨'],
  ['t', '他'],
  ['w', '屲'],
  ['x', '夕'],
  ['y', '丫'],
  ['z', '帀'],
];
/** Further letters of characters with several sounds: 空调 is kt, 调度 is dd. */
const ALSO: Readonly<Record<string, string>> = {
  调: 't',
  重: 'c',
  行: 'h',
  长: 'z',
  厦: 'x',
  藏: 'z',
  会: 'k',
  曾: 'z',
  单: 's',
  区: 'o',
  仇: 'q',
  朝: 'z',
  传: 'z',
  乐: 'y',
  盛: 'c',
  石: 'd',
  系: 'j',
  降: 'x',
  还: 'h',
  参: 's',
  蔚: 'y',
  尉: 'y',
  车: 'j',
  都: 'd',
};
const HAN = /^[\u4e00-\u9fff]$/;

const { compare } = new Intl.Collator('zh-CN-u-co-pinyin');
const known = new Map<string, string>();

/** The letters that each character of a text may begin with, small; what is not Chinese stands for itself. */
export function initialsOf(text: string): string[] {
  return [...text.toLowerCase()].map((character) => (HAN.test(character) ? lettersOf(character) : character));
}

/** Where in the initials the typed letters begin; -1 where they do not stand together. */
export function indexOfInitials(initials: readonly string[], typed: string): number {
  for (let from = 0; from + typed.length <= initials.length; from++) {
    let at = 0;
    while (at < typed.length && initials[from + at].includes(typed[at])) at++;
    if (at === typed.length) return from;
  }
  return -1;
}

function lettersOf(character: string): string {
  const found = known.get(character);
  if (found !== undefined) return found;
  let letter = 'a';
  for (const [candidate, first] of FIRST_OF) {
    if (compare(first, character) > 0) break;
    letter = candidate;
  }
  const letters = letter + (ALSO[character] ?? '');
  known.set(character, letters);
  return letters;
}
