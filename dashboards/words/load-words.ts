import type { Language } from './language.ts';
import type { Words } from './words.ts';

/** Each language is a file of its own, so that a browser fetches the one it shows. */
const LOADERS: Readonly<Record<Language, () => Promise<Words>>> = {
  'zh-CN': async () => (await import('./zh-cn.ts')).zhCN,
  en: async () => (await import('./en.ts')).en,
};

/** The texts of a language. Rejects when they cannot be fetched; trying again later helps. */
export function loadWords(language: Language): Promise<Words> {
  return LOADERS[language]();
}
