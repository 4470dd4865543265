import type { Call } from '../channel.ts';
import { escapeHtml } from '../clean-text.ts';
import { type Block, type Message, messageOf, type Row, type Tone } from '../message.ts';
import type { Templates } from '../template-config.ts';
import { type Words, wordsFor } from '../words.ts';

/** A mail before it is addressed. */
export interface Mail {
  subject: string;
  text: string;
  html: string;
  /** Events that it only counts. */
  leftOut: number;
}

/** More events than these make a mail that nobody reads. */
const LISTED_EVENTS = 200;
const COLOURS: Record<Tone, string> = {
  info: '#2f6fbf',
  warning: '#b26a00',
  critical: '#c02b2b',
  resolved: '#1d7f4e',
};

/** Puts a call into a mail. */
export function mailOf(call: Call, templates: Templates = {}): Mail {
  const words = wordsFor(call.language);
  const message = messageOf(call, templates);
  const blocks = message.blocks.slice(0, LISTED_EVENTS);
  const leftOut = message.events - blocks.length;
  return {
    subject: message.title,
    text: textOf(message, blocks, leftOut, words),
    html: htmlOf(message, blocks, leftOut, words, call.language),
    leftOut,
  };
}

function textOf(message: Message, blocks: readonly Block[], leftOut: number, words: Words): string {
  const parts = blocks.map((block) =>
    block.own
      ? block.own((text) => text).trim()
      : [block.head, ...rowsOf(block).map(([name, value]) => `${name}${words.colon}${value}`), block.link]
          .filter((line) => line !== '')
          .join('\n'),
  );
  return `${[
    ...message.notes,
    ...(message.answerUrl === '' ? [] : [`${words.answerDrill}${words.colon}${message.answerUrl}`]),
    ...(message.storm.length === 0 ? [] : [message.storm.join('\n')]),
    ...parts,
    ...(leftOut > 0 ? [words.others(leftOut)] : []),
    `— ${words.product}`,
  ].join('\n\n')}\n`;
}

function htmlOf(
  message: Message,
  blocks: readonly Block[],
  leftOut: number,
  words: Words,
  language: Call['language'],
): string {
  const paragraph = (text: string) => `<p>${escapeHtml(text)}</p>`;
  const link = (url: string, text: string) =>
    url === '' ? '' : `<p><a href="${escapeHtml(url)}">${escapeHtml(text)}</a></p>`;
  const body = [
    ...message.notes.map(paragraph),
    link(message.answerUrl, words.answerDrill),
    ...message.storm.map(paragraph),
    ...blocks.map((block) => blockOf(block, link(block.link, words.open))),
    ...(leftOut > 0 ? [paragraph(words.others(leftOut)), link(message.link, words.openAll)] : []),
    `<p style="color:#667">${words.product}</p>`,
  ].join('\n');
  return `<!doctype html><html lang="${language}"><meta charset="utf-8"><body style="font:15px/1.5 sans-serif;color:#1a1f2b">
${body}
</body></html>`;
}

function blockOf(block: Block, link: string): string {
  const colour = COLOURS[block.tone];
  const frame = `border-left:4px solid ${colour};padding:4px 0 4px 12px;margin:0 0 20px`;
  if (block.own) {
    const lines = escapeHtml(block.own((text) => text).trim()).replaceAll('\n', '<br>');
    return `<div style="${frame}">${lines}</div>`;
  }
  const rows = rowsOf(block).map(
    ([name, value]) =>
      `<tr><td style="color:#667;padding-right:16px;vertical-align:top">${escapeHtml(name)}</td><td>${escapeHtml(value)}</td></tr>`,
  );
  return `<div style="${frame}">
<p style="margin:0 0 4px;font-weight:600;color:${colour}">${escapeHtml(block.head)}</p>
<table style="border-collapse:collapse">${rows.join('')}</table>${link}
</div>`;
}

function rowsOf(block: Block): Row[] {
  return [...block.rows, ...block.details];
}
