/** Languages the pages speak; the first is the one of a new installation. */
export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** True for a language that we have words for. */
export function isLanguage(text: string): text is Language {
  return (LANGUAGES as readonly string[]).includes(text);
}

/** The best of our languages for what a browser prefers; undefined when it prefers others. */
export function preferredLanguage(wanted: readonly string[]): Language | undefined {
  for (const tag of wanted) {
    if (tag.toLowerCase().startsWith('zh')) return 'zh-CN';
    if (tag.toLowerCase().startsWith('en')) return 'en';
  }
  return undefined;
}
