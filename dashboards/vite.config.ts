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
        if (!/\.(js|css|html|svg|webmanifest)$/.test(name)) continue;
        const content = await readFile(`${folder}/${name}`);
        await writeFile(`${folder}/${name}.br`, brotliCompressSync(content));
        await writeFile(`${folder}/${name}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}

/** The start is small and asks for the rest: the browser may fetch that while it still reads the start. */
function preloaded(): Plugin {
  return {
    name: 'ward:preloaded',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const names = Object.keys(bundle).filter((name) => /^assets\/first-[^/]+\.(js|css)$/.test(name));
        const tags = names.map((name) => ({
          tag: 'link',
          attrs: {
            rel: name.endsWith('.css') ? 'stylesheet' : 'modulepreload',
            href: `./${name}`,
            crossorigin: true,
          },
          injectTo: 'head' as const,
        }));
        return { html, tags };
      },
    },
  };
}

/** Syntax between the browsers that the builder is told and the older ones that we mean, which it would let through. */
const TOO_NEW = /\bstatic\s*\{|#\w+ in /;

/** Refuses to build what the oldest browser could not read. */
function plainSyntax(): Plugin {
  return {
    name: 'ward:plain-syntax',
    apply: 'build',
    generateBundle(_options, bundle) {
      for (const [name, file] of Object.entries(bundle)) {
        const found = file.type === 'chunk' ? TOO_NEW.exec(file.code) : null;
        if (found) this.error(`${name} holds syntax that Chrome 90 cannot read: ${found[0]}`);
      }
    },
  };
}

type ModuleInfoOf = (id: string) => { importedIds: readonly string[] } | null;

let first: Set<string> | undefined;

/** Whether the first picture needs a module: whatever `main.tsx` imports, and what that imports, but the start itself. */
function isFirst(id: string, infoOf: ModuleInfoOf): boolean {
  if (!first) {
    const ofStart = reachable(`${root}start.ts`, infoOf);
    first = new Set([...reachable(`${root}main.tsx`, infoOf)].filter((each) => !ofStart.has(each)));
  }
  return first.has(id);
}

function reachable(from: string, infoOf: ModuleInfoOf): Set<string> {
  const found = new Set<string>();
  const waiting = [from];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    waiting.push(...(infoOf(id)?.importedIds ?? []));
  }
  return found;
}

export default defineConfig({
  root,
  // Relative addresses, so that the pages also work behind a proxy that serves them under a path.
  base: './',
  plugins: [plainSyntax(), preloaded(), compressed(`${project}build/dashboards`)],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: `${project}build/dashboards`,
    emptyOutDir: true,
    // The newest Chrome for Windows Server 2012 R2 is 109, and the browsers made from it are older: from Chrome 90 on,
    // Firefox 91, Safari 15. The builder is told newer ones, because it would make every private field a WeakMap for
    // these, whose flaws with fields are those of static ones alone; `plainSyntax` looks after what else would slip in.
    target: ['chrome98', 'firefox91', 'safari16'],
    // Inlined assets would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { index: `${root}index.html`, 'service-worker': `${root}service-worker/service-worker.ts` },
      output: {
        // A worker is found again by its name, and serves what lies below it.
        codeSplitting: {
          // One file for everything on the way to the first picture: forty small ones take a slow machine a second.
          // What the start needs itself stays with it, or it would wait for everything.
          includeDependenciesRecursively: false,
          groups: [
            {
              name: (id, modules) => (isFirst(id, (each) => modules.getModuleInfo(each)) ? 'first' : null),
              debugName: 'first',
            },
          ],
        },
        entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
    // The polyfill is an inline helper for browsers older than the target.
    modulePreload: { polyfill: false },
  },
  server: {
    fs: { allow: [project] },
    proxy: { '/api': { target: 'http://127.0.0.1:8642', ws: true } },
  },
});
