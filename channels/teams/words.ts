import type { Call, Preview } from '../channel.ts';
import { inert } from '../clean-text.ts';
import { type Message, messageOf, type Tone } from '../message.ts';
import { mostThatFits, type Part, partsOf } from '../parts.ts';
import { wordsFor } from '../words.ts';
import type { TeamsConfig } from './config.ts';

/** 28 KB are published for a whole message with what Teams adds; users have met the end at 21. */
const MOST_BYTES = 21_000;
const MOST_BUTTONS = 6;

const COLOURS: Record<Tone, string> = {
  info: 'Accent',
  warning: 'Warning',
  critical: 'Attention',
  resolved: 'Good',
};

/** What is posted, and how it looks. */
export function teamsBody(config: TeamsConfig, call: Call): { body: object; preview: Preview } {
  const message = messageOf(call, config.templates);
  const { made, leftOut } = mostThatFits(
    message,
    (amount) => {
      const parts = partsOf(message, wordsFor(call.language), amount, inert);
      return { parts, body: bodyOf(message, parts) };
    },
    ({ body }) => Buffer.byteLength(JSON.stringify(body)) <= MOST_BYTES,
  );
  return {
    body: made.body,
    preview: {
      title: message.title,
      text: made.parts.map(({ head, lines }) => [head, ...lines].filter(Boolean).join('\n')).join('\n\n'),
      form: 'text',
      size: { used: Buffer.byteLength(JSON.stringify(made.body)), most: MOST_BYTES, unit: 'bytes' },
      leftOut,
    },
  };
}

/** An adaptive card of text runs, which know no Markdown, unlike text blocks. */
function bodyOf({ title, tone }: Message, parts: readonly Part[]): object {
  const lines = (texts: object[], more: object = {}) => ({ type: 'RichTextBlock', inlines: texts, ...more });
  const run = (text: string, more: object = {}) => ({ type: 'TextRun', text, ...more });
  const body: object[] = [
    lines([run(inert(title), { weight: 'Bolder', size: 'Medium', color: COLOURS[tone] })]),
  ];
  for (const part of parts) {
    const all = [part.head, ...part.lines].filter((line) => line !== '');
    all.forEach((line, at) => {
      const style = line === part.head ? { weight: 'Bolder' } : {};
      body.push(
        lines([run(line, style)], at === 0 ? { separator: true, spacing: 'Medium' } : { spacing: 'None' }),
      );
    });
  }
  const actions = parts
    .flatMap(({ link }) => link ?? [])
    .slice(0, MOST_BUTTONS)
    .map(({ words, url }) => ({ type: 'Action.OpenUrl', title: words, url }));
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body,
    ...(actions.length > 0 && { actions }),
  };
  const contentType = 'application/vnd.microsoft.card.adaptive';
  return { type: 'message', attachments: [{ contentType, contentUrl: null, content }] };
}
