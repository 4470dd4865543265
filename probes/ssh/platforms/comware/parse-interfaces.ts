import type { Port } from '../describe.ts';
import { readSpeed } from '../text/speed.ts';

const LINK = /^(?:UP|DOWN|ADM|STBY|DIS(?:ABLED)?|AUTO)(?:\([a-z]+\))?$|^[*^!](?:up|down)$/i;

/**
 * `display interface brief` (and `display brief interface` of early Comware 5): ports that route and ports that
 * switch stand in tables with different columns; the description is the rest of the line in both.
 */
export function parseInterfaces(text: string): Port[] {
  const ports: Port[] = [];
  let columns = 0;
  let speedAt = -1;
  for (const line of text.split('\n')) {
    if (/^\s*Interface\s+Link\b/i.test(line)) {
      // `Main IP`, `Primary IP` and `Protocol type` are one column of two words.
      const head = line
        .trim()
        .replace(/(main|primary)\s+ip/i, '$1-ip')
        .replace(/protocol\s+type/i, 'protocol-type');
      const words = head.toLowerCase().split(/\s+/);
      columns = words.filter((word) => word !== 'description').length;
      speedAt = words.indexOf('speed');
      continue;
    }
    const words = line.trim().split(/\s+/);
    const [name = '', link = ''] = words;
    if (columns === 0 || !/\d/.test(name) || !LINK.test(link)) continue;
    const mbits = speedAt > 0 ? (readSpeed(words[speedAt] ?? '') ?? Number.NaN) : undefined;
    ports.push({
      name,
      alias: restAfter(line, columns),
      state: stateOf(link),
      ...(mbits !== undefined && { mbits }),
    });
  }
  return ports;
}

function stateOf(link: string): Port['state'] {
  if (/^(?:adm|dis|\*)/i.test(link)) return 'disabled';
  if (/^up/i.test(link)) return 'up';
  return /^(?:down|!)/i.test(link) ? 'down' : 'other';
}

/** What stands behind so many words, blanks inside of it kept. */
function restAfter(line: string, words: number): string {
  const rest = line
    .trim()
    .replace(new RegExp(`^(?:\\S+\\s+){${words}}`), (found) => '\u0000'.repeat(found ? 1 : 0));
  if (!rest.startsWith('\u0000')) return '';
  const text = rest.slice(1).trim();
  return /^-+$/.test(text) ? '' : text;
}
