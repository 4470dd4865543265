/** One place at which two versions of an inventory differ. Absent on a side: undefined there. */
export interface Change {
  /** `disks/sda/size`: names of fields; an item of a list goes by its own name where it has one. */
  path: string;
  before?: unknown;
  after?: unknown;
}

/** Beyond this many the rest is only counted. */
export const CHANGES_LISTED = 100;

/** Fields that name an item of a list, tried in this order. */
const NAMES = ['id', 'name', 'iface', 'mount', 'device', 'serial', 'path'];

/** Where `after` differs from `before`, and how many differences there are in all. */
export function findChanges(before: unknown, after: unknown): { changes: Change[]; total: number } {
  const changes: Change[] = [];
  let total = 0;
  compare('', before, after);
  return { changes, total };

  function compare(path: string, old: unknown, now: unknown): void {
    const oldParts = partsOf(old);
    const nowParts = partsOf(now);
    if (oldParts && nowParts) {
      const names = new Set([...oldParts.keys(), ...nowParts.keys()]);
      for (const name of names) {
        compare(path === '' ? name : `${path}/${name}`, oldParts.get(name), nowParts.get(name));
      }
      return;
    }
    if (JSON.stringify(old) === JSON.stringify(now)) return;
    total++;
    if (changes.length < CHANGES_LISTED) changes.push({ path, before: old, after: now });
  }
}

/** The named parts of an object, or of a list whose items have names; undefined for what is compared whole. */
function partsOf(value: unknown): Map<string, unknown> | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const name = NAMES.find((field) => isName(value, field));
  return name === undefined ? undefined : new Map(value.map((item) => [String(item[name]), item]));
}

/** True when every item has the field and no two have the same. */
function isName(items: readonly unknown[], field: string): boolean {
  const found = new Set<unknown>();
  for (const item of items) {
    if (item === null || typeof item !== 'object') return false;
    const value = (item as Record<string, unknown>)[field];
    if (typeof value !== 'string' || value === '') return false;
    found.add(value);
  }
  return found.size === items.length && items.length > 0;
}
