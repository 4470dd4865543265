import { SEVERITIES } from '#protocol/rule.ts';
import type { Call, Preview } from '../channel.ts';
import { escapeHtml, inert } from '../clean-text.ts';
import { messageOf } from '../message.ts';
import { wordsFor } from '../words.ts';
import { type Markup, writeMessage } from '../write-message.ts';
import type { TelegramConfig } from './config.ts';

/** In UTF-16 units, of what is left when tags are read. */
const MOST_CHARS = 4_096;

const markup: Markup = {
  toSafe: (text) => escapeHtml(inert(text)),
  title: (text) => `<b>${text}</b>`,
  strong: (text) => `<b>${text}</b>`,
  link: (words, url) => `<a href="${escapeHtml(url)}">${words}</a>`,
  newLine: '\n',
  paragraph: '\n\n',
};

/** What is posted, and how it looks. */
export function telegramBody(config: TelegramConfig, call: Call): { body: object; preview: Preview } {
  const message = messageOf(call, config.templates);
  // A body of a site's own is text: what looks like a tag in it would be refused, or worse, obeyed.
  const blocks = message.blocks.map((block) => ({
    ...block,
    own: block.own && (() => escapeHtml(block.own?.(inert) ?? '')),
  }));
  const fits = (text: string) => shownLength(text) <= MOST_CHARS;
  const { text, leftOut } = writeMessage({ ...message, blocks }, wordsFor(call.language), markup, fits);
  const { tone } = message;
  const isSilent = tone === 'resolved' || SEVERITIES.indexOf(tone) < SEVERITIES.indexOf(config.silentBelow);
  return {
    body: {
      chat_id: config.chat,
      ...(config.thread !== undefined && { message_thread_id: config.thread }),
      text,
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
      ...(isSilent && { disable_notification: true }),
    },
    preview: {
      title: '',
      text,
      form: 'html',
      size: { used: shownLength(text), most: MOST_CHARS, unit: 'characters' },
      leftOut,
    },
  };
}

/** Tags do not count, and an escaped character counts as one. */
function shownLength(text: string): number {
  return text.replace(/<[^>]*>/g, '').replace(/&#\d+;/g, '.').length;
}
