import { type ReadonlySignal, signal } from '@preact/signals';
import { SpeechQueue } from './speech-queue.ts';

/** `blocked`: browsers want a click first; `none`: nobody here speaks the language. */
export type VoiceState = 'ready' | 'none' | 'blocked' | 'unsupported';

/** A sentence that does not end by then never ends: some voices go silent half-way. */
const LONGEST_MS = 30_000;

export interface SpeakerOptions {
  synthesis: SpeechSynthesis | undefined;
  language: string;
  /** What is said for so many sentences that found no room. */
  moreText(count: number): string;
}

/** Speaks one sentence after the other by the browser's own voice. Lives as long as the wall: `close` lets go of all. */
export class Speaker {
  readonly #state = signal<VoiceState>('ready');
  readonly #muted = signal(false);
  readonly #queue = new SpeechQueue();
  readonly #options: SpeakerOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isSpeaking = false;

  constructor(options: SpeakerOptions) {
    this.#options = options;
    options.synthesis?.addEventListener?.('voiceschanged', this.#look);
    this.#look();
  }

  get state(): ReadonlySignal<VoiceState> {
    return this.#state;
  }

  get muted(): ReadonlySignal<boolean> {
    return this.#muted;
  }

  say(text: string): void {
    if (this.#muted.peek() || !this.#options.synthesis) return;
    this.#queue.add(text);
    if (!this.#isSpeaking) this.#next();
  }

  mute(isMuted: boolean): void {
    this.#muted.value = isMuted;
    if (!isMuted) return;
    this.#queue.clear();
    this.#options.synthesis?.cancel();
  }

  /** Somebody clicked or pressed a key: what was forbidden may be allowed now. */
  touched(): void {
    if (this.#state.peek() === 'blocked') this.#look();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#queue.clear();
    this.#options.synthesis?.removeEventListener?.('voiceschanged', this.#look);
    this.#options.synthesis?.cancel();
  }

  readonly #look = (): void => {
    if (!this.#options.synthesis) this.#state.value = 'unsupported';
    else this.#state.value = this.#voice() ? 'ready' : 'none';
  };

  #voice(): SpeechSynthesisVoice | undefined {
    const { synthesis, language } = this.#options;
    const [base] = language.split('-');
    const fitting =
      synthesis?.getVoices().filter(({ lang }) => lang.replace('_', '-').startsWith(base)) ?? [];
    return fitting.find(({ lang }) => lang.replace('_', '-') === language) ?? fitting[0];
  }

  #next(): void {
    const { synthesis, language, moreText } = this.#options;
    clearTimeout(this.#timer);
    const next = synthesis && this.#queue.next();
    this.#isSpeaking = next !== undefined;
    if (!next) return;
    const utterance = new SpeechSynthesisUtterance(next.kind === 'text' ? next.text : moreText(next.count));
    utterance.lang = language;
    utterance.voice = this.#voice() ?? null;
    let isOver = false;
    const over = (): void => {
      if (isOver) return;
      isOver = true;
      this.#next();
    };
    utterance.onend = over;
    utterance.onerror = ({ error }) => {
      if (error === 'not-allowed') this.#state.value = 'blocked';
      over();
    };
    this.#timer = setTimeout(() => {
      synthesis.cancel();
      over();
    }, LONGEST_MS);
    synthesis.speak(utterance);
  }
}
