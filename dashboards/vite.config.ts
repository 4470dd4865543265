import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));
const project = fileURLToPath(new URL('..', import.meta.url));

/** Leaves `.br` and `.gz` beside what the collector serves, so that it compresses nothing itself. */
function compressed(folder: string): Plugin {
  return {
    name: 'ward:compressed',
    apply: 'build',
    async closeBundle() {
      for (const name of await readdir(folder, { recursive: true })) {
        if (!/\.(js|css|html|svg)$/.test(name)) continue;
        const content = await readFile(`${folder}/${name}`);
        await writeFile(`${folder}/${name}.br`, brotliCompressSync(content));
        await writeFile(`${folder}/${name}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  root,
  // Relative addresses, so that the pages also work behind a proxy that serves them under a path.
  base: './',
  plugins: [compressed(`${project}build/dashboards`)],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: `${project}build/dashboards`,
    emptyOutDir: true,
    // The newest Chrome for Windows Server 2012 R2 is 109, and the browsers made from it are older.
    target: ['chrome90', 'firefox91', 'safari15'],
    // Inlined assets would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    // The polyfill is an inline helper for browsers older than the target.
    modulePreload: { polyfill: false },
  },
  server: {
    fs: { allow: [project] },
    proxy: { '/api': { target: 'http://127.0.0.1:8642', ws: true } },
  },
});
