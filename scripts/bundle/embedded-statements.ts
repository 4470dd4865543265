import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { shippedStatements, statementFiles } from '#probes/database/shipped-statements.ts';
import { pack } from './pack.ts';

/**
 * Puts the statements of the databases into the bundle, which has no folders beside it: read and checked here, as
 * JSON, compressed, and taken apart when the first database of a make is asked.
 */
export const embeddedStatements: Plugin = {
  name: 'embedded-statements',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]probes[\\/]database[\\/]shipped-statements\.ts$/ }, () => {
      const packed = Object.fromEntries(
        makesWithStatements().map((make) => [make, pack(JSON.stringify(shippedStatements(make)))]),
      );
      return {
        contents: `import { brotliDecompressSync } from 'node:zlib';
          const packed = ${JSON.stringify(packed)};
          export function shippedStatements(make) {
            if (packed[make] === undefined) return [];
            return JSON.parse(brotliDecompressSync(Buffer.from(packed[make], 'base64')).toString('utf8'));
          }`,
        loader: 'js',
      };
    });
  },
};

/** Makes whose folder has statements. */
function makesWithStatements(): string[] {
  return readdirSync(fileURLToPath(new URL('../../probes/database', import.meta.url)), {
    withFileTypes: true,
  })
    .filter((entry) => entry.isDirectory() && statementFiles(entry.name).length > 0)
    .map(({ name }) => name)
    .sort();
}
