import * as z from 'zod';
import { type NamePattern, namePattern } from './name-pattern.ts';

/** A path with wildcards, taken apart. */
export interface Glob {
  text: string;
  /** Where it begins: `/`, `C:/`, or `//server/share/`. */
  root: string;
  /** One for each step downwards: a name, what a name must be like, or any number of folders. */
  steps: readonly (string | NamePattern | typeof ANY_DEPTH)[];
}

/** Stands for `**`. */
export const ANY_DEPTH = Symbol('any depth');

const WILD = /[*?[]/;

/** A path of files in a configuration: whole, with `*`, `?`, `[a-z]` in names, and `**` for any folders between. */
export const filePattern = () =>
  z
    .string()
    .min(1)
    .max(1_000)
    .refine((text) => parseGlob(text) !== undefined, 'not a whole path, such as "/var/log/app/*.log"')
    .meta({ allowed: 'whole path; `*`, `?` and `[a-z]` stand in names, `**` for folders' });

/** Takes a path apart; undefined when it is not a whole one, or climbs. */
export function parseGlob(text: string): Glob | undefined {
  const isWindows = /^(?:[A-Za-z]:[\\/]|\\\\)/.test(text);
  const path = isWindows ? text.replaceAll('\\', '/') : text;
  const [root] = /^(?:[A-Za-z]:\/|\/\/[^/]+\/[^/]+\/|\/)/.exec(path) ?? [];
  if (root === undefined || path.includes('\0')) return undefined;
  const names = path.slice(root.length).split('/').filter(Boolean);
  if (names.length === 0 || names.some((name) => name === '.' || name === '..')) return undefined;
  const steps = names.map((name) =>
    name === '**' ? ANY_DEPTH : WILD.test(name) ? namePattern(name, isWindows) : name,
  );
  // What ends with folders means all files in them.
  if (steps.at(-1) === ANY_DEPTH) steps.push(namePattern('*', isWindows));
  return { text, root, steps };
}
