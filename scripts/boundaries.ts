import { posix } from 'node:path';

/** What each top folder may import besides itself and npm packages. Folders that are not listed may import all. */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  config: ['protocol'],
  judging: ['protocol'],
  probes: ['config', 'protocol'],
  channels: ['config', 'protocol'],
  agent: ['probes', 'judging', 'channels', 'config', 'protocol'],
  collector: ['judging', 'channels', 'config', 'protocol'],
  dashboards: ['protocol'],
  // Nobody but tests, measurements and scripts imports it: what is watched knows nothing of who watches.
  simulator: ['config', 'protocol'],
};

/** Folders that run in a browser. */
export const browserOnly: readonly string[] = ['dashboards'];

/**
 * Folders of the collector that hold engines: their neighbours may import these contract files and nothing that
 * implements one. The other folders (people, inventory, http ...) hold services without a second implementation,
 * and are open to their neighbours.
 */
export const collectorContracts: Readonly<Record<string, readonly string[]>> = {
  intake: ['identity.ts', 'polling-desk.ts', 'push-entries.ts'],
  // `control-bodies.ts` says what the collector's own entries hold: intake sends them, rules judge by them.
  // `image-journal.ts`: one moment of it for backups; `data-lock.ts`: commands hold a data directory like a collector.
  journal: ['journal.ts', 'entry.ts', 'control-bodies.ts', 'image-journal.ts', 'data-lock.ts'],
  // Who moves or backs up a ledger copies it whole, whatever its engine.
  ledger: [
    'sql.ts',
    'open-ledger.ts',
    'snapshot-ledger.ts',
    'copy-ledger.ts',
    'ledger-errors.ts',
    'image-ledger.ts',
    'check-ledger.ts',
  ],
  rules: ['episode.ts', 'judge.ts'],
  series: ['latest.ts', 'schema-book.ts', 'share-columns.ts'],
  // What a backup takes of a store, counts in it, and looks at once it is restored.
  store: [
    'store.ts',
    'hold-still.ts',
    // Pure: how far behind a store is, by what the parts say.
    'store-state.ts',
    'embedded/tally.ts',
    'embedded/catalog-tally.ts',
    'embedded/check-embedded.ts',
  ],
  // `breathe.ts`: how long work on a thread lets others have it.
  threads: ['rpc.ts', 'breathe.ts'],
};

/** Where the collector is put together: these know implementations. */
export const collectorAssembly: readonly RegExp[] = [/^collector\/[^/]+$/, /^collector\/threads\//];

/** Single permissions that the tables above do not give, each with its reason. */
export const exceptions: readonly { from: string; to: string; why: string }[] = [
  {
    from: 'collector/main.ts',
    to: 'scripts/running.js',
    why: 'keeps a launch from replacing its dependencies',
  },
];

/** Files that only tests and developers use: they may start real servers and look behind the contracts. */
const forTests =
  /\.test\.tsx?$|-suite\.ts$|\/(temporary|test)-[^/]*\.ts$|\/vite\.config\.ts$|^dashboards\/dev\//;

/** One file as the check sees it: its path from the project's folder, with slashes, and its text. */
export interface SourceFile {
  path: string;
  text: string;
}

/** Every import that crosses a boundary, as a sentence that says what is allowed. */
export function findViolations(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    findImports(text).flatMap((specifier) => {
      const problem = judge(path, specifier);
      return problem ? [`${path} imports ${specifier}: ${problem}`] : [];
    }),
  );
}

function judge(from: string, specifier: string): string | undefined {
  const folder = topOf(from);
  const allowed = mayImport[folder];
  if (!allowed) return undefined;
  if (specifier.startsWith('node:')) {
    return browserOnly.includes(folder) && !forTests.test(from) ? `${folder} runs in a browser` : undefined;
  }
  const to = resolveImport(from, specifier);
  if (to === undefined || exceptions.some((one) => one.from === from && one.to === to)) return undefined;

  if (topOf(to) === folder) return folder === 'collector' ? judgeNeighbours(from, to) : undefined;
  if (allowed.includes(topOf(to))) return undefined;
  // A test may prove that two programs agree, such as the one that writes bytes and the one that reads them.
  if (forTests.test(from)) return undefined;
  return `${folder} may import ${[...allowed, 'nothing else'].join(', ')}`;
}

function judgeNeighbours(from: string, to: string): string | undefined {
  const [, neighbour = '', ...rest] = to.split('/');
  if (rest.length === 0 || from.startsWith(`collector/${neighbour}/`)) return undefined;
  if (forTests.test(from) || collectorAssembly.some((place) => place.test(from))) return undefined;
  const contracts = collectorContracts[neighbour];
  if (!contracts) return undefined;
  if (contracts.includes(rest.join('/'))) return undefined;
  return `of collector/${neighbour} its neighbours may import ${contracts.join(', ')} (scripts/boundaries.ts)`;
}

/** The imported file, from the project's folder; undefined for an npm package. */
export function resolveImport(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('#')) return specifier.slice(1);
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  return undefined;
}

function topOf(path: string): string {
  return path.split('/')[0]!;
}

const forms: readonly RegExp[] = [
  /^\s*(?:import|export)\s[^;'"]*?\sfrom\s*['"]([^'"]+)['"]/gm,
  /^\s*import\s*['"]([^'"]+)['"]/gm,
  /\bimport\(\s*['"]([^'"]+)['"]/g,
  /\bnew URL\(\s*['"](\.[^'"]+)['"]\s*,\s*import\.meta\.url/g,
];

/** What a file imports, in any form: static, re-exported, dynamic, type, or a worker's file. */
export function findImports(text: string): string[] {
  return forms.flatMap((form) => [...text.matchAll(form)].map((match) => match[1]!));
}
