import type { Link } from '../html/links.ts';
import type { SiteColumn } from './config.ts';
import type { Fetched } from './fetch-page.ts';

/** The link to a column among those of the start page. */
export function linkTo({ path, text }: SiteColumn, links: readonly Link[]): Link | undefined {
  if (text !== undefined) return links.find((link) => link.text.includes(text));
  const wanted = path?.replace(/\/$/, '');
  return links.find(({ url }) => `${url.pathname}${url.search}`.replace(/\/$/, '') === wanted);
}

/** What is behind it, as a word of `site.column_state`. `links` is how many lead from there into the site. */
export function columnState(column: SiteColumn, behind: Fetched | undefined, links: number): string {
  if (!behind || behind.status >= 400) return 'not_answering';
  if (links < column.min_links) return 'too_few_links';
  return behind.bytes < column.min_size ? 'too_small' : 'ok';
}
