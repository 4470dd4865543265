/** The pages of the bar, in its order. */
export const PAGES = [
  'overview',
  'targets',
  'rooms',
  'databases',
  'web',
  'jobs',
  'alerts',
  'boards',
  'settings',
] as const;
export type PageName = (typeof PAGES)[number];

/** Those that stay in the bar where it is too narrow for all; the others are behind *More*. */
export const ALWAYS_SHOWN: readonly PageName[] = ['overview', 'targets', 'rooms', 'alerts'];

/** Pages that have no place of their own in the bar, by the one under which they stand. */
const UNDER: Readonly<Record<string, PageName>> = {
  machine: 'targets',
  map: 'rooms',
  job: 'jobs',
  alert: 'alerts',
  explore: 'boards',
};

/** The page of the bar to which `page` belongs; undefined for one that is unknown. */
export function placeInBar(page: string): PageName | undefined {
  return UNDER[page] ?? PAGES.find((name) => name === page);
}

/** The path of a page of the bar behind the `#/`. */
export function pathOf(page: PageName): string {
  return page === 'overview' ? '' : page;
}
