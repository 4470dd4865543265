import type { Call, Preview } from '../channel.ts';
import { clip, inert } from '../clean-text.ts';
import { isMentioned } from '../mention.ts';
import { messageOf } from '../message.ts';
import { mostThatFits, type Part, partsOf } from '../parts.ts';
import { wordsFor } from '../words.ts';
import type { SlackConfig } from './config.ts';

const TITLE_CHARS = 150;
const SECTION_CHARS = 3_000;
const MOST_BLOCKS = 50;
/** Of the whole body; more than its sections could hold makes no message that anybody reads. */
const MOST_BYTES = 40_000;

/** What is posted, and how it looks. */
export function slackBody(config: SlackConfig, call: Call): { body: object; preview: Preview } {
  const message = messageOf(call, config.templates);
  const mark =
    isMentioned(call, config.mentionFrom) && config.mention !== 'none' ? `<!${config.mention}>` : '';
  const { made, leftOut } = mostThatFits(
    message,
    (amount) => {
      const parts = partsOf(message, wordsFor(call.language), amount, inert);
      return { parts, blocks: blocksOf(message.title, parts, mark) };
    },
    ({ parts, blocks }) =>
      blocks.length <= MOST_BLOCKS &&
      parts.every((part) => textOf(part).length <= SECTION_CHARS) &&
      Buffer.byteLength(JSON.stringify(blocks)) <= MOST_BYTES,
  );
  // Shown where blocks are not, such as in what a phone announces.
  const body = { text: escapeControl(message.title), blocks: made.blocks };
  return {
    body,
    preview: {
      title: message.title,
      text: made.parts.map(textOf).join('\n\n'),
      form: 'text',
      size: { used: Buffer.byteLength(JSON.stringify(body)), most: MOST_BYTES, unit: 'bytes' },
      leftOut,
    },
  };
}

/** Plain text everywhere but in our own links and mentions. */
function blocksOf(title: string, parts: readonly Part[], mark: string): object[] {
  const plain = (text: string) => ({ type: 'plain_text', text, emoji: false });
  const markdown = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
  const blocks: object[] = [{ type: 'header', text: plain(clip(inert(title), TITLE_CHARS)) }];
  for (const part of parts) {
    const text = textOf(part);
    if (text !== '') blocks.push({ type: 'section', text: plain(text) });
    if (part.link) blocks.push(markdown(`<${encodeURI(part.link.url)}|${escapeControl(part.link.words)}>`));
  }
  if (mark !== '') blocks.push(markdown(mark));
  return blocks;
}

function textOf({ head, lines }: Part): string {
  return [head, ...lines].filter((line) => line !== '').join('\n');
}

/** The three characters that mean something there; links, mentions and channels all begin with one of them. */
function escapeControl(text: string): string {
  return inert(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
