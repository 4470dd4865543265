import type { Block, Message, Row } from './message.ts';
import type { Words } from './words.ts';

/** How one kind of text marks things up. What is passed to `strong` and `link` is escaped already. */
export interface Markup {
  escape(text: string): string;
  strong(text: string): string;
  /** `url` comes from the collector's own settings. */
  link(words: string, url: string): string;
  /** Between the lines of one event, and between events. */
  newLine: string;
  paragraph: string;
}

/** A written message, and how many of its events it lists. */
export interface Written {
  text: string;
  listed: number;
}

/** More events than this are a list of one line each. */
const FULL_EVENTS = 5;
/** Of a storm so many events are shown as examples. */
const STORM_EVENTS = 5;

/**
 * Writes a message so that it fits: with everything; without details; one line an event; and at last only as many
 * events as there is room for, with the number of the others. Title and notes always stand.
 */
export function writeMessage(
  message: Message,
  words: Words,
  markup: Markup,
  fits: (text: string) => boolean,
): Written {
  const all = message.blocks;
  const isStorm = message.storm.length > 0;
  if (!isStorm && all.length <= FULL_EVENTS) {
    for (const hasDetails of [true, false]) {
      const parts = all.map((block) => writeBlock(block, words, markup, hasDetails));
      const text = assemble(message, words, markup, parts, markup.paragraph, all.length);
      if (fits(text)) return { text, listed: all.length };
    }
  }
  const lines = all.map((block) => markup.escape(block.brief));
  for (let listed = Math.min(lines.length, isStorm ? STORM_EVENTS : lines.length); listed > 0; listed--) {
    const text = assemble(message, words, markup, lines.slice(0, listed), markup.newLine, listed);
    if (fits(text)) return { text, listed };
  }
  return { text: assemble(message, words, markup, [], markup.newLine, 0), listed: 0 };
}

function assemble(
  message: Message,
  words: Words,
  markup: Markup,
  parts: readonly string[],
  between: string,
  listed: number,
): string {
  const left = message.events - listed;
  const page = message.link !== '' && (left > 0 || message.blocks.length > 1 || message.blocks.length === 0);
  return [
    markup.strong(markup.escape(message.title)),
    message.notes.map((note) => markup.escape(note)).join(markup.newLine),
    message.answerUrl === '' ? '' : markup.link(markup.escape(words.answerDrill), message.answerUrl),
    message.storm.map((line) => markup.escape(line)).join(markup.newLine),
    parts.join(between),
    left > 0 ? markup.escape(words.others(left)) : '',
    page ? markup.link(markup.escape(words.openAll), message.link) : '',
  ]
    .filter((part) => part !== '')
    .join(markup.paragraph);
}

function writeBlock(block: Block, words: Words, markup: Markup, hasDetails: boolean): string {
  if (block.own) return block.own(markup.escape).trim().replaceAll('\n', markup.newLine);
  const row = ([name, value]: Row) => `${markup.escape(name)}${words.colon}${markup.escape(value)}`;
  return [
    markup.escape(block.head),
    ...block.rows.map(row),
    ...(hasDetails ? block.details.map(row) : []),
    ...(block.link === '' ? [] : [markup.link(markup.escape(words.open), block.link)]),
  ].join(markup.newLine);
}
