/** Characters that nobody sees and that turn, hide or join what stands around them. */
const INVISIBLE = /[\p{Cc}\u061c\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Text from outside as one line of visible characters. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(INVISIBLE, '').trim();
}

/** At most so many UTF-16 units, the last one `…` where something is cut; never inside what a person sees as one character. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${cutAt(text, (part) => part.length <= most - 1)}…`;
}

/** The longest beginning that fits, cut between characters as people see them. */
export function cutAt(text: string, fits: (part: string) => boolean): string {
  let part = '';
  for (const { segment } of graphemes.segment(text)) {
    if (!fits(part + segment)) break;
    part += segment;
  }
  return part;
}

/** Names that look like addresses or mentions stay readable and do nothing: chats turn both into links by themselves. */
export function inert(text: string): string {
  return text
    .replaceAll('://', ':／／')
    .replace(/\bwww\./gi, (found) => `${found.slice(0, -1)}．`)
    .replaceAll('@', '＠');
}

/** For dialects of Markdown without a documented escape: characters that mark something up become their wide twins. */
export function wideMarkup(text: string): string {
  return inert(text).replace(/[!#&*<>[\]\\`|~]/g, (found) =>
    String.fromCodePoint(found.charCodeAt(0) + 0xfee0),
  );
}

/** For text and attributes of HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
}
