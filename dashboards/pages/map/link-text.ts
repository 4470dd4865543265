import { type Formats, NOTHING } from '../../words/format.ts';
import type { Words } from '../../words/words.ts';
import type { LinkLoad } from './model/load.ts';
import type { MapLink } from './model/scene.ts';

/** A load in a few letters: how full, and what passes each way. */
export function linkText(
  words: Words,
  formats: Formats,
  load: LinkLoad,
  forth: string,
  back: string,
): string {
  if (load.loadClass === 'down') return words.networkMap.loadShort.down;
  const share = Number.isNaN(load.share) ? '' : `${formats.percent(load.share * 100, 0)} `;
  const way = (bits: number) => (Number.isNaN(bits) ? NOTHING : `${formats.bits(bits)}/s`);
  if (Number.isNaN(load.forth) && Number.isNaN(load.back)) return share || NOTHING;
  return `${share}${forth} ${way(load.forth)} ${back} ${way(load.back)}`;
}

/** How fast a cable is. */
export function speedText(formats: Formats, speedMbits: number | null): string {
  return speedMbits === null ? NOTHING : `${formats.bits(speedMbits * 1e6)}/s`;
}

/** Which words find a cable. */
export function searchText(link: MapLink, nameOf: (node: string) => string): string {
  const { from, to } = link;
  return `${nameOf(from.node)} ${from.port} ${nameOf(to.node)} ${to.port}`.toLowerCase();
}
