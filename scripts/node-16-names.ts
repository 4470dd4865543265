import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findImports, resolveImport } from './boundaries.ts';

/** What came after Node 16.20: esbuild translates syntax for it, and leaves names as they are. */
const NEWER: readonly (readonly [name: string, use: RegExp])[] = [
  ['AbortSignal.any', /\bAbortSignal\.any\b/],
  ['URL.canParse', /\bURL\.canParse\b/],
  ['structuredClone', /\bstructuredClone\(/],
  ['fetch', /(?:\b(?:await|return)|[=(,]) ?fetch\(/],
  ['WebSocket', /\bglobalThis\.WebSocket\b/],
  ['Array.fromAsync', /\bArray\.fromAsync\b/],
  ['groupBy', /\b(?:Map|Object)\.groupBy\b/],
  ['Promise.withResolvers', /\bPromise\.withResolvers\b/],
  ['Promise.try', /\bPromise\.try\b/],
  ['findLast', /\.findLast(?:Index)?\(/],
  ['toSorted and its kin', /\.(?:toSorted|toReversed|toSpliced)\(/],
  ['union of sets and its kin', /\.(?:isSubsetOf|isSupersetOf|isDisjointFrom|symmetricDifference)\(/],
  ['isWellFormed', /\.(?:isWellFormed|toWellFormed)\(/],
  [
    'Iterator helpers',
    /\bIterator\.from\b|\.(?:values|keys|entries)\(\)\.(?:map|filter|take|drop|toArray|some|every|find)\(/,
  ],
  ['resizable buffers', /\bmaxByteLength\b/],
  ['crypto.hash', /\bcrypto\.hash\(|\bimport \{[^}]*\bhash\b[^}]*\} from 'node:crypto'/],
  ['util.styleText', /\bstyleText\b/],
  ['process.getBuiltinModule', /\bgetBuiltinModule\b/],
  ['fs.openAsBlob', /\bopenAsBlob\b/],
  ['node:sqlite', /'node:(?:sqlite|sea|test)'/],
  ['Symbol.dispose', /\bSymbol\.(?:async)?[dD]ispose\b/],
];

/** Uses of them in the files that a program imports, directly or by way of others, as sentences with file and line. */
export function findNewerNames(projectFolder: string, entry: string): string[] {
  return filesBehind(projectFolder, entry).flatMap((path) =>
    newerNamesIn(readFileSync(join(projectFolder, path), 'utf8')).map(
      ({ line, name }) => `${path}:${line}: Node 16 has no ${name}`,
    ),
  );
}

/** The same for one text; comments do not count, nor what is marked as asked for only where it is there. */
export function newerNamesIn(text: string): { line: number; name: string }[] {
  return text.split('\n').flatMap((written, index) => {
    const code = written.replace(/^\s*(?:\/\/|\/?\*).*$|\/\/ .*$/, '');
    return NEWER.filter(([, use]) => use.test(code)).map(([name]) => ({ line: index + 1, name }));
  });
}

/** Every file of the project that takes part in a program, the entry first. */
export function filesBehind(projectFolder: string, entry: string): string[] {
  const known = new Set([entry]);
  for (const path of known) {
    if (!path.endsWith('.ts')) continue;
    for (const specifier of findImports(readFileSync(join(projectFolder, path), 'utf8'))) {
      const found = resolveImport(path, specifier);
      if (found !== undefined && existsSync(join(projectFolder, found))) known.add(found);
    }
  }
  return [...known].filter((path) => path.endsWith('.ts'));
}
