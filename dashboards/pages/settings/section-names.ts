import type { Permission } from '../../api/shapes.ts';

/** The sections in their order, with the permission that shows them; null: everybody sees it. */
export const SECTION_NAMES = {
  devices: null,
  discovery: 'discoveries.write',
  credentials: 'credentials.read',
  agents: 'agents.read',
  keys: 'agents.write',
  groups: null,
  rules: null,
  channels: 'channels.read',
  contacts: 'contacts.read',
  routes: 'contacts.read',
  drills: 'contacts.read',
  calendar: 'organisations.read',
  walls: 'organisations.write',
  people: 'people.read',
  audit: 'audit.read',
  system: 'system.read',
} as const satisfies Record<string, Permission | null>;
export type SectionName = keyof typeof SECTION_NAMES;

/** The sections that somebody sees who may do what `can` says. */
export function seenSections(can: (permission: Permission) => boolean): SectionName[] {
  return (Object.keys(SECTION_NAMES) as SectionName[]).filter((name) => {
    const needed = SECTION_NAMES[name];
    return needed === null || can(needed);
  });
}

/** What belongs together, each by its first section; the others follow it in their order. */
const BEGINS = { devices: 'watching', rules: 'telling', walls: 'running' } as const;
export type SectionGroup = (typeof BEGINS)[keyof typeof BEGINS];

/** The group in which each section stands. */
export function groupOf(section: SectionName): SectionGroup {
  let group: SectionGroup = 'watching';
  for (const name of Object.keys(SECTION_NAMES) as SectionName[]) {
    if (name in BEGINS) group = BEGINS[name as keyof typeof BEGINS];
    if (name === section) break;
  }
  return group;
}
