import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { projectFolder } from './run-tool.ts';

/** Where the bundle stands, for those who run or ship it. */
export const agentBundle: string = join(projectFolder, 'build/agent/ward-agent.js');

/**
 * Makes the agent one plain JavaScript file that needs no node_modules and runs on Node 16, which is the newest
 * that CentOS 7 and Windows Server 2012 R2 can run. Names stay readable, for stack traces sent in by users.
 */
export async function bundleAgent(): Promise<{ bytes: number }> {
  const { version } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8'));
  await build({
    absWorkingDir: projectFolder,
    entryPoints: ['agent/main.ts'],
    outfile: agentBundle,
    bundle: true,
    platform: 'node',
    target: 'node16',
    format: 'cjs',
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'eof',
    banner: { js: `// Ward agent ${version}` },
    // import.meta does not exist in CommonJS; the two uses that a program has for it do.
    define: { 'import.meta.url': '__importMetaUrl', 'import.meta.main': 'true' },
    inject: [join(projectFolder, 'scripts/bundle/import-meta-url.ts')],
    // Native speed-ups of ws; it looks for them and does without.
    external: ['bufferutil', 'utf-8-validate'],
    logLevel: 'warning',
  });
  return { bytes: statSync(agentBundle).size };
}

if (import.meta.main) {
  const { bytes } = await bundleAgent();
  console.log(`${agentBundle}: ${(bytes / 1024).toFixed(0)} KiB`);
}
