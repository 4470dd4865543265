import { pageStates, siteColumnStates } from '#protocol/vocabulary/web.ts';
import type { PageEntry } from '../../api/services.ts';
import { markOfState } from '../../ui/mark-of-state.ts';
import type { Mark } from '../../ui/state-mark.tsx';
import type { Formats } from '../../words/format.ts';
import { probeText, type Words } from '../../words/words.ts';

/** How a page is: what is wrong with it now goes before what it last was. */
export function pageMark({ failing, state, atMs }: PageEntry): Mark {
  if (failing) return failing.probe === 'http' || state === null ? 'critical' : 'warning';
  if (state !== null) return markOfState('page.state', state);
  return atMs === null ? 'none' : 'ok';
}

export function pageStateText({ failing, state, atMs }: PageEntry, words: Words, formats: Formats): string {
  const text = words.web;
  if (state !== null && state !== 'ok') return pageStates[state]?.[formats.language] ?? state;
  if (failing) return text.troubles[failing.state] ?? failing.state;
  if (state !== null) return pageStates[state]?.[formats.language] ?? state;
  return atMs === null ? text.pages.silent : text.pages.answered;
}

/** Whether the page is all there and as it was accepted; an empty list when it is, null when nobody looks. */
export function notWhole(
  { alteredPercent, columnsMissing, columns, brokenLinks, state }: PageEntry,
  words: Words,
  formats: Formats,
): string[] | null {
  const text = words.web.pages;
  if (alteredPercent === null && columnsMissing === null && brokenLinks === null && columns.length === 0)
    return null;
  const found: string[] = [];
  if (state === 'altered') found.push(text.altered(formats.percent(alteredPercent ?? Number.NaN)));
  if (columns.length > 0)
    found.push(
      text.columns(
        formats.list(
          columns.map(
            (column) =>
              `${column.name} ${siteColumnStates[column.state]?.[formats.language] ?? column.state}`,
          ),
        ),
      ),
    );
  else if (columnsMissing) found.push(text.missing(formats.number(columnsMissing)));
  if (brokenLinks) found.push(text.broken(formats.number(brokenLinks)));
  return found;
}

/** What is wrong now, in the words of the probe; empty when nothing is. */
export function failureText({ failing }: PageEntry, words: Words): string {
  if (!failing) return '';
  return (
    failing.sentence ||
    `${probeText(words, failing.probe)}: ${words.web.troubles[failing.state] ?? failing.state}`
  );
}

const RANK: Readonly<Record<Mark, number>> = {
  critical: 0,
  warning: 1,
  stale: 2,
  none: 3,
  info: 4,
  ok: 5,
};

/** Worst first. */
export function pageRank(page: PageEntry): number {
  return RANK[pageMark(page)];
}
