import { globSync, readFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Classes that a sheet gives an appearance of their own, or the elements inside of them, outside of media queries. */
function classesOf(sheet: string): string[] {
  const css = readFileSync(`${ROOT}/${sheet}`, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const selectors = [...css.matchAll(/^([^\s@}][^{]*)\{/gm)].flatMap(([, listed]) => listed.split(','));
  return selectors.flatMap((selector) => /^\s*\.([\w-]+)(?:[\s>]+[a-z]+\d?)*\s*$/.exec(selector)?.[1] ?? []);
}

/** Sheets of one folder, or of one inside the other, belong to one page. */
function isOfOnePage(one: string, other: string): boolean {
  const [a, b] = [`${dirname(one)}/`, `${dirname(other)}/`];
  return a.startsWith(b) || b.startsWith(a);
}

it('has a class mean one thing: the sheets of all pages that were opened stay', () => {
  const sheets = globSync('**/*.css', { cwd: ROOT }).map((sheet) => relative('.', sheet));
  const byClass = new Map<string, Set<string>>();
  for (const sheet of sheets)
    for (const name of classesOf(sheet)) byClass.set(name, (byClass.get(name) ?? new Set()).add(sheet));
  const clashes = [...byClass].flatMap(([name, those]) => {
    const [first, ...others] = those;
    return others
      .filter((other) => !isOfOnePage(first, other))
      .map((other) => `.${name}: ${first}, ${other}`);
  });
  expect(sheets.length).toBeGreaterThan(40);
  expect(clashes).toEqual([]);
});
