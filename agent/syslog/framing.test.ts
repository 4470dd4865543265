import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFraming, MOST_BYTES } from './framing.ts';

function cut(chunks: readonly Buffer[]): { messages: string[]; cut: number } {
  const framing = createFraming();
  const messages: string[] = [];
  const take = (message: Buffer) => void messages.push(message.toString());
  for (const chunk of chunks) framing.push(chunk, take);
  framing.end(take);
  return { messages, cut: framing.cut };
}

test('messages may tell their length, or end with a line, each its own way', () => {
  const text = '8 <1>a\nb\nc<2>line one\n<3>line two\n\n5 <4>xy<5>without an end';

  expect(cut([Buffer.from(text)]).messages).toEqual([
    '<1>a\nb\nc',
    '<2>line one',
    '<3>line two',
    '<4>xy',
    '<5>without an end',
  ]);
});

test('however a stream is cut into pieces, the messages are the same', () => {
  const message = fc.oneof(
    fc.string({ minLength: 1, maxLength: 30 }).map((text) => {
      const body = `<13>${text}`;
      return { sent: `${Buffer.byteLength(body)} ${body}`, body };
    }),
    fc.string({ minLength: 1, maxLength: 30 }).map((text) => ({
      sent: `<13>${text.replaceAll('\n', '')}\n`,
      body: `<13>${text.replaceAll('\n', '')}`,
    })),
  );
  fc.assert(
    fc.property(
      fc.array(message, { maxLength: 10 }),
      fc.array(fc.integer({ min: 1, max: 20 })),
      (all, sizes) => {
        const stream = Buffer.from(all.map(({ sent }) => sent).join(''));
        const chunks: Buffer[] = [];
        for (let at = 0, piece = 0; at < stream.length; piece++) {
          const size = sizes[piece % Math.max(1, sizes.length)] ?? stream.length;
          chunks.push(stream.subarray(at, at + size));
          at += size;
        }
        expect(cut(chunks).messages).toEqual(all.map(({ body }) => body));
      },
    ),
  );
});

test('what is too long is cut and counted, and what comes behind it is whole', () => {
  const long = 'x'.repeat(MOST_BYTES * 3);
  const { messages, cut: count } = cut([Buffer.from(`${long}\n<1>one\n${long.length} ${long}<2>two\n`)]);

  expect(messages.map((message) => message.length)).toEqual([MOST_BYTES, 6, MOST_BYTES, 6]);
  expect(count).toBe(2);
});

test('a length that is none begins a line', () => {
  expect(cut([Buffer.from('99999999999 x\n0 y\n')]).messages).toEqual(['99999999999 x', '0 y']);
});
