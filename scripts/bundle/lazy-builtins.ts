import { createRequire } from 'node:module';
import type { Plugin } from 'esbuild';

/** What costs memory by being loaded: TLS alone five megabytes, which an agent on loopback never needs. */
const HEAVY = ['child_process', 'dgram', 'https', 'tls', 'zlib'];

/**
 * Loads the heavy modules of Node when something of them is used, and not when a package names them at its
 * beginning.
 */
export const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  setup({ onResolve, onLoad }) {
    const filter = new RegExp(`^(node:)?(${HEAVY.join('|')})$`);
    onResolve({ filter }, ({ path, namespace }) => {
      const name = path.replace('node:', '');
      return namespace === 'lazy' ? { path: name, external: true } : { path: name, namespace: 'lazy' };
    });
    onLoad({ filter: /.*/, namespace: 'lazy' }, ({ path }) => {
      const names = Object.keys(createRequire(import.meta.url)(path));
      const getters = names.map((name) => `get ${name}() { return load().${name} }`);
      return {
        contents: `let it; const load = () => (it ??= require('${path}'));\nmodule.exports = { ${getters.join(', ')} };`,
      };
    });
  },
};
