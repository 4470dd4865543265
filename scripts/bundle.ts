import { constants, copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { embeddedProfiles } from './bundle/embedded-profiles.ts';
import { embeddedStatements } from './bundle/embedded-statements.ts';
import { embeddedThreads } from './bundle/embedded-threads.ts';
import { lazyBuiltins } from './bundle/lazy-builtins.ts';
import { ownMachineOnly, WHOLE_PROGRAM } from './bundle/own-machine-only.ts';
import { packedPackages } from './bundle/packed-packages.ts';
import { ensureDashboards } from './dashboards.ts';
import { projectFolder } from './run-tool.ts';

/** Where the bundle stands, for those who run or ship it. */
export const agentBundle: string = join(projectFolder, 'build/agent/ward-agent.js');

/**
 * Makes a program one plain JavaScript file that needs no node_modules and runs on Node 16, which is the newest
 * that CentOS 7 and Windows Server 2012 R2 can run. Names stay readable, for stack traces sent in by users.
 * Rejects, with the places, when it cannot be bundled; a top-level await is such a reason.
 */
export async function bundle(
  entry: string,
  outfile: string,
  plugins: readonly Plugin[] = [],
): Promise<{ bytes: number; warnings: string[] }> {
  const { version } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8'));
  const { warnings, outputFiles } = await build({
    absWorkingDir: projectFolder,
    entryPoints: [entry],
    outfile,
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node16',
    format: 'cjs',
    minifyWhitespace: true,
    minifySyntax: true,
    banner: { js: `// Ward agent ${version}` },
    // CommonJS has no import.meta; the two uses that a program makes of it are replaced. Only the entry may ask for `main`.
    define: { 'import.meta.url': 'importMetaUrl', 'import.meta.main': 'true' },
    inject: [join(projectFolder, 'scripts/bundle/import-meta-url.ts')],
    plugins: [
      ...plugins,
      embeddedProfiles,
      embeddedStatements,
      embeddedThreads,
      packedPackages,
      lazyBuiltins,
    ],
    // Native speed-ups that ws looks for and does without.
    external: ['bufferutil', 'utf-8-validate'],
    logLevel: 'silent',
  });
  mkdirSync(dirname(outfile), { recursive: true });
  writeFileSync(outfile, onlyAscii(outputFiles[0]?.text ?? ''));
  // The project itself says that its .js files are ES modules.
  writeFileSync(join(dirname(outfile), 'package.json'), '{ "type": "commonjs" }\n');
  return { bytes: statSync(outfile).size, warnings: warnings.map(({ text }) => text) };
}

/**
 * The agent as it is installed: what it does on its own machine in `file`, and everything in a second file beside it,
 * which the first one runs where its configuration asks for more.
 */
export async function bundleAgent(
  file: string = agentBundle,
): Promise<{ bytes: number; warnings: string[] }> {
  const whole = await bundle('agent/main.ts', join(dirname(file), WHOLE_PROGRAM));
  const own = await bundle('agent/main.ts', file, [ownMachineOnly]);
  return { bytes: own.bytes, warnings: [...whole.warnings, ...own.warnings] };
}

/**
 * One letter beyond Latin-1 and V8 keeps the text of a whole program with two bytes a letter: a megabyte more of memory.
 * esbuild escapes those in strings, and leaves those in regular expressions.
 */
function onlyAscii(text: string): string {
  return text.replace(
    /[\u0080-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

if (import.meta.main) {
  await ensureDashboards((message) => console.log(message));
  const { bytes, warnings } = await bundleAgent();
  for (const warning of warnings) console.warn(warning);
  packAgent(dirname(agentBundle));
  console.log(`${agentBundle}: ${(bytes / 1024).toFixed(0)} KiB`);
  console.log('Its folder is all that a server needs: copy it there and run install.sh (deploy/README.md).');
}

/** Puts beside the bundle what installs it, and this Node for machines that are new enough. */
function packAgent(folder: string): void {
  const node = process.platform === 'win32' ? 'node.exe' : 'node';
  copyFileSync(process.execPath, join(folder, node), constants.COPYFILE_FICLONE);
  for (const file of [
    'systemd/install.sh',
    'systemd/ward-agent.service',
    'agent.example.yaml',
    'windows/install.ps1',
  ]) {
    copyFileSync(join(projectFolder, 'deploy', file), join(folder, basename(file)));
  }
}
