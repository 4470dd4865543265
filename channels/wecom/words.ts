import type { Call, Preview } from '../channel.ts';
import { wideMarkup } from '../clean-text.ts';
import { isMentioned } from '../mention.ts';
import { messageOf } from '../message.ts';
import { wordsFor } from '../words.ts';
import { type Markup, writeMessage } from '../write-message.ts';
import type { WecomConfig } from './config.ts';

const MOST_BYTES = 4_096;

const markup: Markup = {
  toSafe: wideMarkup,
  title: (text) => `### ${text}`,
  strong: (text) => `**${text}**`,
  link: (words, url) => `[${words}](${url})`,
  newLine: '\n',
  paragraph: '\n\n',
};

/** What is posted, and how it looks. */
export function wecomBody(config: WecomConfig, call: Call): { body: object; preview: Preview } {
  const message = messageOf(call, config.templates);
  const marks = isMentioned(call, config.mentionFrom) ? config.mentionUsers.map((user) => `<@${user}>`) : [];
  const end = marks.length > 0 ? `\n\n${marks.join(' ')}` : '';
  const fits = (text: string) => Buffer.byteLength(text) + Buffer.byteLength(end) <= MOST_BYTES;
  const { text, leftOut } = writeMessage(message, wordsFor(call.language), markup, fits);
  const content = `${text}${end}`;
  return {
    body: { msgtype: 'markdown', markdown: { content } },
    preview: {
      title: '',
      text: content,
      form: 'markdown',
      size: { used: Buffer.byteLength(content), most: MOST_BYTES, unit: 'bytes' },
      leftOut,
    },
  };
}
