import type { Call, Preview } from '../channel.ts';
import { wideMarkup } from '../clean-text.ts';
import { isMentioned } from '../mention.ts';
import { messageOf } from '../message.ts';
import { wordsFor } from '../words.ts';
import { type Markup, writeMessage } from '../write-message.ts';
import type { DingtalkConfig } from './config.ts';

/** Of the text; the whole body may have 20,000 bytes. */
const MOST_CHARS = 5_000;

const markup: Markup = {
  toSafe: wideMarkup,
  title: (text) => `### ${text}`,
  strong: (text) => `**${text}**`,
  link: (words, url) => `[${words}](${url})`,
  // A line break of its own does not break a line there.
  newLine: '  \n',
  paragraph: '\n\n',
};

/** What is posted, and how it looks. */
export function dingtalkBody(config: DingtalkConfig, call: Call): { body: object; preview: Preview } {
  const message = messageOf(call, config.templates);
  const at = atOf(config, call);
  const isIn = config.keyword === '' || message.title.includes(config.keyword);
  const title = isIn ? message.title : `${config.keyword} ${message.title}`;
  const marks = at.isAtAll ? ['@所有人'] : at.atMobiles.map((mobile) => `@${mobile}`);
  const end = marks.length > 0 ? `\n\n${marks.join(' ')}` : '';
  const fits = (text: string) => text.length + end.length <= MOST_CHARS;
  const { text, leftOut } = writeMessage({ ...message, title }, wordsFor(call.language), markup, fits);
  const full = `${text}${end}`;
  return {
    body: { msgtype: 'markdown', markdown: { title, text: full }, at },
    preview: {
      title,
      text: full,
      form: 'markdown',
      size: { used: full.length, most: MOST_CHARS, unit: 'characters' },
      leftOut,
    },
  };
}

function atOf({ atMobiles, atAll, mentionFrom }: DingtalkConfig, call: Call) {
  const isWanted = isMentioned(call, mentionFrom);
  return { atMobiles: isWanted ? atMobiles : [], isAtAll: isWanted && atAll };
}
