import type { CatalogueEntry } from '#protocol/probe-catalogue.ts';
import type { Words } from '../../../words/words.ts';

/** In the order in which they are offered. */
export const GROUPS = ['device', 'database', 'service', 'web', 'network'] as const;
export type Group = (typeof GROUPS)[number];

type Named = Pick<CatalogueEntry, 'probe' | 'group' | 'title'>;

/** What people call the things that are asked this way, such as a switch or a UPS; empty where the title says it. */
export function callings({ probe }: Pick<Named, 'probe'>, words: Words): string {
  return (words.devices.callings as Record<string, string>)[probe] ?? '';
}

/** Whether somebody who types this may mean that probe: by its name in any language, its group, or what it asks. */
export function isMeant(entry: Named, typed: string, words: Words): boolean {
  const { probe, title, group } = entry;
  const groups: Record<string, string> = words.devices.groups;
  const also = (words.devices.alsoCalled as Record<string, string>)[probe] ?? '';
  return [probe, title['zh-CN'], title.en, groups[group] ?? '', callings(entry, words), also]
    .join(' ')
    .toLowerCase()
    .includes(typed.trim().toLowerCase());
}
