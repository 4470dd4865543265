import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { createFormats, type Formats } from '../words/format.ts';
import { LANGUAGES, type Language, preferredLanguage } from '../words/language.ts';
import { WORDS, type Words } from '../words/words.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** What a person has chosen in this browser, and what follows from it. */
export class Preferences {
  readonly language = signal<Language>('zh-CN');
  readonly theme = signal<Theme>('system');
  /** What the system wants; told by whoever can ask it. */
  readonly systemDark = signal(false);
  readonly effectiveTheme: ReadonlySignal<'light' | 'dark'> = computed(() => {
    if (this.theme.value !== 'system') return this.theme.value;
    return this.systemDark.value ? 'dark' : 'light';
  });
  /** IANA zone of the organisation; the browser's own until somebody is signed in. */
  readonly zone = signal(Intl.DateTimeFormat().resolvedOptions().timeZone);
  readonly words: ReadonlySignal<Words> = computed(() => WORDS[this.language.value]);
  readonly formats: ReadonlySignal<Formats> = computed(() =>
    createFormats(this.language.value, this.zone.value),
  );
  readonly #storage: Storage;

  constructor(storage: Storage, browserLanguages: readonly string[]) {
    this.#storage = storage;
    const language = this.#read('language');
    this.language.value =
      LANGUAGES.find((known) => known === language) ?? preferredLanguage(browserLanguages);
    const theme = this.#read('theme');
    this.theme.value = THEMES.find((known) => known === theme) ?? 'system';
  }

  /** True when this browser was told a language, which then outranks that of the account. */
  get languageChosen(): boolean {
    return this.#read('language') !== null;
  }

  chooseLanguage(language: Language): void {
    this.language.value = language;
    this.#write('language', language);
  }

  chooseTheme(theme: Theme): void {
    this.theme.value = theme;
    this.#write('theme', theme);
  }

  #read(name: string): string | null {
    try {
      return this.#storage.getItem(`ward.${name}`);
    } catch {
      // Storage is forbidden: the choice lasts as long as the page.
      return null;
    }
  }

  #write(name: string, value: string): void {
    try {
      this.#storage.setItem(`ward.${name}`, value);
    } catch {
      // As above.
    }
  }
}
