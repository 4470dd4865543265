import type { Message } from './message.ts';
import { mostThatFits, partsOf } from './parts.ts';
import type { Words } from './words.ts';

/** How one kind of text marks things up. What is passed to `strong` and `link` is safe already. */
export interface Markup {
  toSafe(text: string): string;
  title(text: string): string;
  strong(text: string): string;
  /** `url` comes from the collector's own settings. */
  link(words: string, url: string): string;
  /** Between the lines of one event, and between events. */
  newLine: string;
  paragraph: string;
}

/** A written message, and how many of its events it only counts. */
export interface Written {
  text: string;
  leftOut: number;
}

/** Writes a message as one text that fits. */
export function writeMessage(
  message: Message,
  words: Words,
  markup: Markup,
  fits: (text: string) => boolean,
): Written {
  const { made, leftOut } = mostThatFits(
    message,
    (amount) => {
      const parts = partsOf(message, words, amount, markup.toSafe).map(({ head, lines, link }) =>
        [
          ...(head === '' ? [] : [markup.strong(head)]),
          ...lines,
          ...(link ? [markup.link(link.words, link.url)] : []),
        ].join(markup.newLine),
      );
      return [markup.title(markup.toSafe(message.title)), ...parts].join(markup.paragraph);
    },
    fits,
  );
  return { text: made, leftOut };
}
