import type { RecordType } from './record-types.ts';

/** An address as the name under which its own name is found; anything else as it is. */
export function reverseName(text: string): string {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return `${text.split('.').reverse().join('.')}.in-addr.arpa`;
  if (!text.includes(':')) return text;
  const groups = expandIPv6(text);
  return `${[...groups.join('')].reverse().join('.')}.ip6.arpa`;
}

/** What a person wrote as an answer, in the form in which answers come. */
export function normalized(text: string, type: RecordType): string {
  if (type === 'TXT') return text;
  if (type === 'AAAA' && text.includes(':')) return shortIPv6(expandIPv6(text));
  return text
    .trim()
    .toLowerCase()
    .replace(/\.(?=\s|$)/g, '');
}

/** Eight groups of four digits. */
function expandIPv6(text: string): string[] {
  const [head = '', tail] = text.split('::');
  const first = head.split(':').filter(Boolean);
  const last = tail?.split(':').filter(Boolean) ?? [];
  const missing = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  return [...first, ...Array<string>(missing).fill('0'), ...last].map((group) =>
    group.toLowerCase().padStart(4, '0'),
  );
}

/** Without leading zeros, and with the longest run of zeros left out: RFC 5952. */
export function shortIPv6(groups: readonly string[]): string {
  const text = groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':');
  const runs = [...text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].sort(
    (one, other) => other[0].length - one[0].length,
  );
  const [longest] = runs;
  if (longest === undefined) return text;
  return `${text.slice(0, longest.index)}::${text.slice(longest.index + longest[0].length + 1)}`;
}
