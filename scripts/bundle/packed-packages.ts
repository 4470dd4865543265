import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { type BuildOptions, build, type Plugin } from 'esbuild';

/** Large packages that most agents never use, or use in another process. */
const PACKED = ['modbus-serial', 'mssql', 'mysql2', 'net-snmp', 'pg', 'systeminformation'];

/** A file of ours that takes more out of its package than the package gives; it names packages only. */
const ORACLE_DRIVER = fileURLToPath(new URL('../../probes/database/oracle/driver.ts', import.meta.url));

/** What they look for and do without: native speed-ups, and configurations that are kept in somebody's cloud. */
const ABSENT = [
  'osx-temperature-sensor',
  'serialport',
  'pg-native',
  'cloudflare:sockets',
  '@aws-sdk/*',
  '@azure/app-configuration',
  'oci-*',
];

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
    onResolve({ filter: /[\\/]driver\.ts$/ }, ({ path, resolveDir }) =>
      join(resolveDir, path) === ORACLE_DRIVER ? { path: 'oracledb', namespace: 'packed' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'packed' }, ({ path }) => {
      const isOurs = path === 'oracledb';
      return packed(
        path,
        isOurs ? ORACLE_DRIVER : createRequire(import.meta.url).resolve(path),
        initialOptions,
      );
    });
  },
};

async function packed(name: string, entry: string, { target, external = [] }: BuildOptions) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    ...(target !== undefined && { target }),
    minifyWhitespace: true,
    minifySyntax: true,
    external: [...external, ...ABSENT],
    plugins: [withoutAzure],
    logLevel: 'silent',
  });
  const text = brotliCompressSync(outputFiles?.[0]?.contents ?? '').toString('base64');
  return {
    contents: `const text = require('node:zlib').brotliDecompressSync(Buffer.from('${text}', 'base64')).toString('utf8');
      const { runInThisContext } = require('node:vm');
      const run = runInThisContext('(function (module, exports, require) {' + text + '\\n})', { filename: '${name}.js' });
      run(module, module.exports, require);`,
    loader: 'js' as const,
    resolveDir: import.meta.dirname,
  };
}

/**
 * The driver of SQL Server brings ten times its own size to sign in to Azure: whoever would use it is told that it is
 * not there, and nobody else notices.
 */
const withoutAzure: Plugin = {
  name: 'without-azure',
  setup({ onResolve }) {
    const absent = fileURLToPath(new URL('absent-azure.cjs', import.meta.url));
    onResolve({ filter: /^@azure\/(?:identity|core-auth|keyvault-keys)$/ }, () => ({ path: absent }));
  },
};
