import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

/** The program with everything, beside the one that holds only what an agent does on its own machine. */
export const WHOLE_PROGRAM = 'ward-agent-zone.js';

/** What is loaded only where an agent asks others, passes others on or tells people; see `agent/config/asks-others.ts`. */
const OF_OTHERS =
  /[\\/](probe-types|check-command[\\/]main|polling[\\/]zone|relay[\\/]relay|alone[\\/](alone|open-channel)|profile[\\/]profiles)\.ts$/;

/** Leaves out all that asks others, and loads the whole program instead where that is wanted. */
export const ownMachineOnly: Plugin = {
  name: 'own-machine-only',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: OF_OTHERS }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, namespace: 'left-out' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
      contents: `throw new Error('${path} is in ${WHOLE_PROGRAM} only');`,
    }));
    onLoad({ filter: /[\\/]agent[\\/]whole-program\.ts$/ }, ({ path }) => ({
      contents: `import { join } from 'node:path';
        import { StartError } from './start-error.ts';
        export function runWholeProgram() {
          const file = join(__dirname, '${WHOLE_PROGRAM}');
          try {
            require.resolve(file);
          } catch {
            throw new StartError(file + ' is missing: an agent that asks others or passes others on needs it; copy it there from the folder that the agent came from');
          }
          require(file);
        }`,
      loader: 'js',
      resolveDir: dirname(path),
    }));
  },
};
