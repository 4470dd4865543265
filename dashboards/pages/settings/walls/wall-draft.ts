import {
  defaultWallView,
  WALL_PAGES,
  WALL_SECONDS,
  type Wall,
  type WallPageName,
  type WallView,
} from '#protocol/wall.ts';

/** A wall while it is filled in: every page with its seconds as they were typed. */
export interface WallDraft extends Omit<WallView, 'pages' | 'zoom'> {
  name: string;
  organisation: string;
  zoom: string;
  pages: { page: WallPageName; on: boolean; seconds: string }[];
}

export function newDraft(language: WallView['language'], organisation: string): WallDraft {
  return draftOf({ name: '', organisation, view: defaultWallView(language) });
}

/** Pages of the round first, in their order; those that are not shown behind them. */
export function draftOf({
  name,
  organisation,
  view,
}: Pick<Wall, 'name' | 'organisation' | 'view'>): WallDraft {
  const { pages, zoom, ...rest } = view;
  const shown = pages.map(({ page, seconds }) => ({ page, on: true, seconds: String(seconds) }));
  const others = WALL_PAGES.filter((page) => !pages.some((each) => each.page === page));
  const hidden = others.map((page) => ({ page, on: false, seconds: '20' }));
  return { name, organisation, ...rest, zoom: String(zoom), pages: [...shown, ...hidden] };
}

/** What is wrong with a draft; empty when it can be sent. `seconds`: pages by place. */
export interface DraftFaults {
  name?: true;
  pages?: true;
  seconds: readonly number[];
}

export function faultsOf({ name, pages }: WallDraft): DraftFaults {
  const shown = pages.filter(({ on }) => on);
  const wrong = pages.flatMap(({ on, seconds }, at) => (on && !isSeconds(seconds) ? [at] : []));
  return {
    ...(name.trim() === '' && { name: true }),
    ...(shown.length === 0 && { pages: true }),
    seconds: wrong,
  };
}

export function isWhole({ name, pages, seconds }: DraftFaults): boolean {
  return !name && !pages && seconds.length === 0;
}

/** As the collector takes it. */
export function bodyOf({
  name,
  organisation,
  pages,
  zoom,
  ...view
}: WallDraft): Pick<Wall, 'name' | 'organisation' | 'view'> {
  return {
    name: name.trim(),
    organisation,
    view: {
      ...view,
      zoom: Number(zoom),
      pages: pages.filter(({ on }) => on).map(({ page, seconds }) => ({ page, seconds: Number(seconds) })),
    },
  };
}

function isSeconds(text: string): boolean {
  const { least, most } = WALL_SECONDS;
  return /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
}

/** The link of a wall, by the address under which the pages are open. The token stands where no server sees it. */
export function linkOf(page: string, token: string): string {
  return `${page.split('#', 1)[0]}#/wall?token=${encodeURIComponent(token)}`;
}
