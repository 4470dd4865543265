import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { createFormats, type Formats } from '../words/format.ts';
import type { Language } from '../words/language.ts';
import { loadWords } from '../words/load-words.ts';
import type { Words } from '../words/words.ts';
import { readChoice, type Spoken } from './first-spoken.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** What a person has chosen in this browser, and what follows from it. */
export class Preferences {
  /** The language that is shown; changes when its words have come. */
  readonly language: ReadonlySignal<Language>;
  readonly words: ReadonlySignal<Words>;
  readonly theme = signal<Theme>('system');
  /** What the system wants; told by whoever can ask it. */
  readonly systemDark = signal(false);
  /** Paper is light, whatever the screen is. */
  readonly printing = signal(false);
  readonly effectiveTheme: ReadonlySignal<'light' | 'dark'> = computed(() => {
    if (this.printing.value) return 'light';
    if (this.theme.value !== 'system') return this.theme.value;
    return this.systemDark.value ? 'dark' : 'light';
  });
  /** IANA zone of the organisation; the browser's own until somebody is signed in. */
  readonly zone = signal<string | undefined>(undefined);
  readonly formats: ReadonlySignal<Formats>;
  readonly #storage: Storage;
  readonly #spoken: Signal<Spoken>;

  constructor(storage: Storage, spoken: Spoken) {
    this.#storage = storage;
    this.#spoken = signal(spoken);
    this.language = computed(() => this.#spoken.value.language);
    this.words = computed(() => this.#spoken.value.words);
    this.formats = computed(() => createFormats(this.language.value, this.zone.value));
    const theme = this.read('theme');
    this.theme.value = THEMES.find((known) => known === theme) ?? 'system';
  }

  /** True when this browser was told a language. */
  get languageChosen(): boolean {
    return this.read('language') !== null;
  }

  /** Remembers the choice and shows it when its words have come. */
  async chooseLanguage(language: Language): Promise<void> {
    this.write('language', language);
    await this.speak(language);
  }

  /** Shows a language without making it this browser's choice. */
  async speak(language: Language): Promise<void> {
    if (language === this.language.peek()) return;
    this.#spoken.value = { language, words: await loadWords(language) };
  }

  chooseTheme(theme: Theme): void {
    this.theme.value = theme;
    this.write('theme', theme);
  }

  /** What was chosen under this name; null when nothing was, or nothing can be kept. */
  read(name: string): string | null {
    return readChoice(this.#storage, name);
  }

  /** Keeps a choice for the next time, where the browser allows it. */
  write(name: string, value: string): void {
    try {
      this.#storage.setItem(`ward.${name}`, value);
    } catch {
      // Forbidden too: as above.
    }
  }
}
