import type { FoundSeries } from '../embedded/groups.ts';
import { commonLabels, plain, victoriaName } from './names.ts';

/** A query is cut off over there at 16 KiB; the rest of it is short. */
const TARGETS_BYTES = 8_000;

/**
 * Selectors that together name these series, which are of one metric: each holds as many targets as a query may be
 * long. They may name a few more; whoever asks leaves these out.
 */
export function selectorsOf(chosen: readonly FoundSeries[]): string[] {
  const [{ identity }] = chosen;
  const shared = commonLabels(chosen.map(({ identity: { labels } }) => labels)).map(
    ([name, value]) => `,${name}=${quoted(value)}`,
  );
  const parts: string[][] = [[]];
  let bytes = 0;
  for (const target of new Set(chosen.map((series) => series.identity.target))) {
    const size = Buffer.byteLength(escaped(target)) + 1;
    if (bytes + size > TARGETS_BYTES) {
      parts.push([]);
      bytes = 0;
    }
    parts[parts.length - 1].push(target);
    bytes += size;
  }
  const name = `__name__=${quoted(victoriaName(identity.metric))}`;
  return parts.map((targets) => `{${name},${anyOf('target', targets)}${shared.join('')}}`);
}

/** A matcher for one of these texts. */
export function anyOf(label: string, texts: readonly string[]): string {
  if (texts.length === 1) return `${label}=${quoted(texts[0])}`;
  return `${label}=~${JSON.stringify(texts.map(escaped).join('|'))}`;
}

/** A string of PromQL. */
export function quoted(text: string): string {
  return JSON.stringify(plain(text));
}

function escaped(text: string): string {
  return plain(text).replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
