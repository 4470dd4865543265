import { createRequire } from 'node:module';
import { brotliCompressSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';

/** Large packages that most agents never use, or use in another process. */
const PACKED = ['modbus-serial', 'net-snmp', 'systeminformation'];

/** What they look for and do without. */
const ABSENT = ['osx-temperature-sensor', 'serialport'];

/**
 * Puts large packages into the bundle compressed: an agent keeps the text of its program in memory, and would keep
 * theirs as well. Taken apart when one is first used.
 */
export const packedPackages: Plugin = {
  name: 'packed-packages',
  setup({ onResolve, onLoad, initialOptions }) {
    onResolve({ filter: new RegExp(`^(${PACKED.join('|')})$`) }, ({ path }) => ({
      path,
      namespace: 'packed',
    }));
    onLoad({ filter: /.*/, namespace: 'packed' }, async ({ path }) => {
      const { target, external = [] } = initialOptions;
      const { outputFiles } = await build({
        entryPoints: [createRequire(import.meta.url).resolve(path)],
        bundle: true,
        write: false,
        platform: 'node',
        format: 'cjs',
        target,
        minifyWhitespace: true,
        minifySyntax: true,
        external: [...external, ...ABSENT],
        logLevel: 'silent',
      });
      const packed = brotliCompressSync(outputFiles[0]?.contents ?? '').toString('base64');
      return {
        contents: `const text = require('node:zlib').brotliDecompressSync(Buffer.from('${packed}', 'base64')).toString('utf8');
          const { runInThisContext } = require('node:vm');
          const run = runInThisContext('(function (module, exports, require) {' + text + '\\n})', { filename: '${path}.js' });
          run(module, module.exports, require);`,
        loader: 'js',
        resolveDir: import.meta.dirname,
      };
    });
  },
};
