import { en } from './en.ts';
import type { Language } from './language.ts';
import { zhCN } from './zh-cn.ts';

/** All texts of one language; a text that a language lacks does not compile. */
export type Words = typeof zhCN;

export const WORDS: Readonly<Record<Language, Words>> = { 'zh-CN': zhCN, en };

/** What people call a metric; its name where we have no word. */
export function metricTitle(words: Words, metric: string): string {
  return (words.metrics as Record<string, string>)[metric] ?? metric;
}
