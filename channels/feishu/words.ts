import type { Call, Preview } from '../channel.ts';
import { inert } from '../clean-text.ts';
import { isMentioned } from '../mention.ts';
import { type Message, messageOf, type Tone } from '../message.ts';
import { mostThatFits, type Part, partsOf } from '../parts.ts';
import { wordsFor } from '../words.ts';
import type { FeishuConfig } from './config.ts';

/** Of the whole body, with room for the signature. */
const MOST_BYTES = 20 * 1024 - 256;

const COLOURS: Record<Tone, string> = { info: 'blue', warning: 'orange', critical: 'red', resolved: 'green' };

/** What is posted, and how it looks. */
export function feishuBody(config: FeishuConfig, call: Call): { body: object; preview: Preview } {
  const message = messageOf(call, config.templates);
  const isIn = config.keyword === '' || message.title.includes(config.keyword);
  const title = isIn ? message.title : `${config.keyword} ${message.title}`;
  const { made, leftOut } = mostThatFits(
    message,
    (amount) => {
      const parts = partsOf(message, wordsFor(call.language), amount, inert);
      return { parts, body: cardOf(title, message, parts, mentions(config, call)) };
    },
    ({ body }) => Buffer.byteLength(JSON.stringify(body)) <= MOST_BYTES,
  );
  return {
    body: made.body,
    preview: {
      title,
      text: made.parts.map(({ head, lines }) => [head, ...lines].filter(Boolean).join('\n')).join('\n\n'),
      form: 'text',
      size: { used: Buffer.byteLength(JSON.stringify(made.body)), most: MOST_BYTES, unit: 'bytes' },
      leftOut,
    },
  };
}

/** An interactive card. Plain text everywhere: nothing that a name contains can mark anything up. */
function cardOf(title: string, { tone }: Message, parts: readonly Part[], marks: string): object {
  const plain = (content: string) => ({ tag: 'plain_text', content });
  const elements: object[] = [];
  for (const { head, lines, link } of parts) {
    if (elements.length > 0) elements.push({ tag: 'hr' });
    const text = [head, ...lines].filter((line) => line !== '').join('\n');
    if (text !== '') elements.push({ tag: 'div', text: plain(text) });
    if (link) {
      const button = { tag: 'button', text: plain(link.words), type: 'default', url: link.url };
      elements.push({ tag: 'action', actions: [button] });
    }
  }
  if (marks !== '') elements.push({ tag: 'div', text: { tag: 'lark_md', content: marks } });
  const header = { template: COLOURS[tone], title: plain(inert(title)) };
  return { msg_type: 'interactive', card: { config: { wide_screen_mode: true }, header, elements } };
}

function mentions({ mentionFrom, mentionUsers, atAll }: FeishuConfig, call: Call): string {
  if (!isMentioned(call, mentionFrom)) return '';
  return [...(atAll ? ['all'] : []), ...mentionUsers].map((id) => `<at id=${id}></at>`).join(' ');
}
