/** Sentences that wait; more are counted and told as a number. */
export const SPEECH_LIMIT = 4;

/** Something to be said; `count` stands for so many that are not said one by one. */
export type Utterance = { kind: 'text'; text: string } | { kind: 'more'; count: number };

/**
 * What waits to be spoken: in the order of arrival, a few at most. Nobody listens to the thirtieth sentence of a storm:
 * what finds no room is counted, and the count is spoken at the end.
 */
export class SpeechQueue {
  readonly #waiting: string[] = [];
  #more = 0;
  /** Of all that found no room. */
  dropped = 0;

  add(text: string): void {
    if (this.#waiting.length < SPEECH_LIMIT && this.#more === 0) this.#waiting.push(text);
    else {
      this.#more++;
      this.dropped++;
    }
  }

  next(): Utterance | undefined {
    const text = this.#waiting.shift();
    if (text !== undefined) return { kind: 'text', text };
    if (this.#more === 0) return undefined;
    const count = this.#more;
    this.#more = 0;
    return { kind: 'more', count };
  }

  clear(): void {
    this.#waiting.length = 0;
    this.#more = 0;
  }

  get size(): number {
    return this.#waiting.length + (this.#more > 0 ? 1 : 0);
  }
}
