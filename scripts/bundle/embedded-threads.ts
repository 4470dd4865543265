import { build, type Plugin } from 'esbuild';
import { projectFolder } from '../run-tool.ts';
import { pack } from './pack.ts';

/**
 * Puts the work of the threads for SSH into the bundle as compressed code: a thread loads that and not the whole
 * program, and a program that asks nothing over SSH carries its library as a text that nobody unpacks.
 */
export const embeddedThreads: Plugin = {
  name: 'embedded-threads',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]probes[\\/]ssh[\\/]worker[\\/]thread-source\.ts$/ }, async () => {
      const { outputFiles } = await build({
        absWorkingDir: projectFolder,
        entryPoints: ['probes/ssh/worker/main.ts'],
        write: false,
        bundle: true,
        platform: 'node',
        target: 'node16',
        format: 'cjs',
        minifyWhitespace: true,
        minifySyntax: true,
        // Native speed-ups that ssh2 looks for and does without.
        external: ['cpu-features', '*.node'],
        logLevel: 'silent',
      });
      const packed = pack(outputFiles[0]?.contents ?? '');
      return {
        contents: `import { brotliDecompressSync } from 'node:zlib';
          export function threadSource() {
            return { code: brotliDecompressSync(Buffer.from('${packed}', 'base64')).toString('utf8') };
          }`,
        loader: 'js',
      };
    });
  },
};
