import { indexOfInitials, initialsOf } from './pinyin.ts';

/** What can be found: its title first, then everything else by which people may look for it. */
export interface Findable {
  texts: readonly string[];
  /** What is better known comes first among equals; 0 by itself. */
  weight?: number;
}

/** Best first: the whole text, its beginning, the beginning of a word in it, a part of it, initials. */
const LEVELS = { whole: 100, begins: 80, word: 60, part: 40, initialsBegin: 30, initialsPart: 20 } as const;
/** The title counts more than what stands beside it. */
const BESIDE = 10;

/** The best of what is looked for, at most `limit`. Several words must all be found. */
export function findBest<Entry extends Findable>(
  entries: readonly Entry[],
  query: string,
  limit: number,
): Entry[] {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const found: { entry: Entry; score: number; at: number }[] = [];
  for (const [at, entry] of entries.entries()) {
    const score = scoreOf(entry, words);
    if (score > 0) found.push({ entry, score: score + (entry.weight ?? 0), at });
  }
  found.sort((a, b) => b.score - a.score || a.at - b.at);
  return found.slice(0, limit).map(({ entry }) => entry);
}

function scoreOf({ texts }: Findable, words: readonly string[]): number {
  let total = 0;
  for (const word of words) {
    let best = 0;
    for (const [at, text] of texts.entries()) {
      if (text === '') continue;
      const level = levelOf(text.toLowerCase(), word);
      if (level > 0) best = Math.max(best, level - (at === 0 ? 0 : BESIDE));
    }
    if (best <= 0) return 0;
    total += best;
  }
  return total / words.length;
}

function levelOf(text: string, word: string): number {
  const at = text.indexOf(word);
  if (at === 0) return text.length === word.length ? LEVELS.whole : LEVELS.begins;
  if (at > 0) return /[\p{L}\p{N}]/u.test(text[at - 1]) ? LEVELS.part : LEVELS.word;
  // Initials are typed in plain letters, and only for texts that have Chinese in them.
  if (!/^[a-z0-9]+$/.test(word) || !/[\u4e00-\u9fff]/.test(text)) return 0;
  const inInitials = indexOfInitials(initialsOf(text), word);
  if (inInitials === 0) return LEVELS.initialsBegin;
  return inInitials > 0 ? LEVELS.initialsPart : 0;
}
