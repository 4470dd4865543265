import type { Call, Preview } from '../channel.ts';
import { clip, cutAt } from '../clean-text.ts';
import { describe } from '../describe.ts';
import { formatTime } from '../format-value.ts';
import { drillNote, type Message, messageOf } from '../message.ts';
import { wordsFor } from '../words.ts';
import type { SmsConfig } from './config.ts';
import { segmentsOf } from './segments.ts';

/** Names as long as they may be, and shorter where there is little room. */
const NAME_CHARS = [60, 24, 12];

/** A text as short as it can be said, how many short messages it costs, and how many events it only counts. */
export interface ShortText {
  text: string;
  segments: number;
  leftOut: number;
}

/** Puts a call into a short text: all events, then fewer, then shorter names; at last it is cut. */
export function shortText(config: SmsConfig, call: Call): ShortText {
  const message = messageOf(call, config.templates);
  const fits = (text: string) => segmentsOf(text, config.countAs) <= config.maxSegments;
  const done = (text: string, leftOut: number) => ({
    text,
    segments: segmentsOf(text, config.countAs),
    leftOut,
  });
  for (const nameChars of NAME_CHARS) {
    for (let listed = message.blocks.length; listed >= Math.min(1, message.blocks.length); listed--) {
      const text = `${config.signature}${textOf(message, call, nameChars, listed)}`;
      if (fits(text)) return done(text, message.events - listed);
      if (listed === 0) break;
    }
  }
  const text = `${config.signature}${textOf(message, call, 12, message.blocks.length === 1 ? 1 : 0)}`;
  return done(
    cutAt(text, (part) => fits(`${part}…`)).concat(fits(text) ? '' : '…'),
    message.blocks.length === 1 ? message.events - 1 : message.events,
  );
}

function textOf(message: Message, call: Call, nameChars: number, listed: number): string {
  const words = wordsFor(call.language);
  const left = message.events - listed;
  const stop = call.language === 'en' ? '; ' : '；';
  const lines = call.events.slice(0, listed).map((event, at) => {
    const own = message.blocks[at]?.own;
    if (own) return own((text) => text).trim();
    const said = describe(call, event);
    const state = said.kind === 'fired' ? said.severityWord : said.kindWord;
    const since = formatTime(event.alert.resolvedAtMs ?? event.alert.beganAtMs, call.zone).slice(5, 16);
    const names = `${clip(said.target, nameChars)} ${clip(said.rule, nameChars)}`;
    return `[${state}]${names}${words.colon}${said.value} ${since}`;
  });
  const notes = [
    ...(call.test ? [words.test] : []),
    ...(call.drill ? [`${drillNote(call)} ${message.answerUrl}`.trim()] : []),
  ];
  const summary = message.storm.length > 0 || listed === 0 ? [message.title] : [];
  const others = left > 0 && listed > 0 ? [words.others(left)] : [];
  // A drill without events says all in its note.
  const head = message.events === 0 && notes.length > 0 ? [] : summary;
  return [...notes, ...head, ...lines, ...others].join(stop);
}

/** How it looks, and what it costs. */
export function previewSms(config: SmsConfig, call: Call): Preview {
  const { text, segments, leftOut } = shortText(config, call);
  const size = { used: segments, most: config.maxSegments, unit: 'segments' } as const;
  return { title: '', text, form: 'text', size, leftOut };
}
