import type { Target } from '#collector/inventory/targets.ts';
import type { Estate } from './estate.ts';

export type Found = { target: Target | undefined } | 'ambiguous' | 'unknown';

export type Finder = ReturnType<typeof finder>;

/** Finds what a row or a cell means among what is there. */
export function finder({ targets }: Estate) {
  const byId = new Map(targets.map((target) => [target.id, target]));
  const byName = Map.groupBy(targets, ({ name }) => name);
  const byAddress = Map.groupBy(
    targets.filter(({ address }) => address !== ''),
    ({ address }) => address,
  );

  return {
    /** By id, or else by name and organisation, or else by an address that only one of its kind has. */
    row(wanted: { id: string; name: string; organisation?: string; address: string; kind?: string }): Found {
      if (wanted.id !== '') {
        const target = byId.get(wanted.id);
        return target ? { target } : 'unknown';
      }
      const isThere = ({ organisation }: Target) =>
        wanted.organisation === undefined || organisation === wanted.organisation;
      const named = (byName.get(wanted.name) ?? []).filter(isThere);
      if (named.length > 1) return 'ambiguous';
      if (named[0]) return { target: named[0] };
      const there = (byAddress.get(wanted.address) ?? []).filter(
        (target) => isThere(target) && (wanted.kind === undefined || target.kind === wanted.kind),
      );
      return { target: there.length === 1 ? there[0] : undefined };
    },

    /** By id, or by a name; that of the own organisation first. */
    parent(text: string, organisation: string): Target | 'ambiguous' | undefined {
      const target = byId.get(text);
      if (target) return target;
      const named = byName.get(text) ?? [];
      const own = named.filter((each) => each.organisation === organisation);
      const found = own.length > 0 ? own : named;
      return found.length > 1 ? 'ambiguous' : found[0];
    },

    /** How a parent is called in a sheet: by its name where that is enough. */
    nameOf(id: string, organisation: string): string {
      const target = byId.get(id);
      const isEnough = target && target.name === target.name.trim() && target.name !== '';
      return isEnough && this.parent(target.name, organisation) === target ? target.name : id;
    },
  };
}
