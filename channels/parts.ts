import type { Block, Message, Row } from './message.ts';
import type { Words } from './words.ts';

/** A piece of a message that stands by itself, safe for the channel it was made for. */
export interface Part {
  /** What it is about, to stand out; may be empty. */
  head: string;
  lines: readonly string[];
  link: { words: string; url: string } | undefined;
}

/** How much of a message is written. */
export interface Amount {
  /** `full`: with details; `plain`: without; `brief`: one line an event. */
  form: 'full' | 'plain' | 'brief';
  /** Events that are listed; the others are only counted. */
  listed: number;
}

/** More events than this are a list of one line each. */
const WHOLE_EVENTS = 5;
/** Of a storm so many events are shown as examples. */
const STORM_EVENTS = 5;
/** Longer lists are read by nobody. */
const LISTED_EVENTS = 100;

/**
 * The most of a message that fits: everything; without details; one line an event; and at last only as many events
 * as there is room for. What says how bad it is always stands.
 */
export function mostThatFits<Made>(
  message: Message,
  make: (amount: Amount) => Made,
  fits: (made: Made) => boolean,
): { made: Made; leftOut: number } {
  for (const amount of amounts(message)) {
    const made = make(amount);
    if (fits(made)) return { made, leftOut: message.events - amount.listed };
  }
  return { made: make({ form: 'brief', listed: 0 }), leftOut: message.events };
}

function* amounts({ blocks, storm }: Message): Generator<Amount> {
  const isStorm = storm.length > 0;
  if (!isStorm && blocks.length <= WHOLE_EVENTS) {
    yield { form: 'full', listed: blocks.length };
    yield { form: 'plain', listed: blocks.length };
  }
  const most = Math.min(blocks.length, isStorm ? STORM_EVENTS : LISTED_EVENTS);
  for (let listed = most; listed > 0; listed--) yield { form: 'brief', listed };
}

/** The pieces of a message below its title; `toSafe` is applied to all that comes from outside. */
export function partsOf(
  message: Message,
  words: Words,
  amount: Amount,
  toSafe: (text: string) => string,
): Part[] {
  const { notes, answerUrl, storm, events, link } = message;
  const blocks = message.blocks.slice(0, amount.listed);
  const left = events - blocks.length;
  const isList = left > 0 || message.blocks.length !== 1;
  const parts: Part[] = [
    { head: '', lines: notes, link: linkTo(words.answerDrill, answerUrl) },
    { head: '', lines: storm.map(toSafe), link: undefined },
    ...(amount.form === 'brief'
      ? [{ head: '', lines: blocks.map(({ brief }) => toSafe(brief)), link: undefined }]
      : blocks.map((block) => eventPart(block, words, amount.form === 'full', toSafe))),
    {
      head: '',
      lines: left > 0 ? [words.others(left)] : [],
      link: linkTo(words.openAll, isList ? link : ''),
    },
  ];
  return parts.filter((part) => part.lines.length > 0 || part.link);
}

function eventPart(block: Block, words: Words, hasDetails: boolean, toSafe: (text: string) => string): Part {
  if (block.own) {
    return { head: '', lines: block.own(toSafe).trim().split('\n'), link: undefined };
  }
  const row = ([name, value]: Row) => `${name}${words.colon}${toSafe(value)}`;
  const rows = [...block.rows, ...(hasDetails ? block.details : [])];
  return { head: block.head, lines: rows.map(row), link: linkTo(words.open, block.link) };
}

function linkTo(words: string, url: string): Part['link'] {
  return url === '' ? undefined : { words, url };
}
