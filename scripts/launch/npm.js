import { spawn } from 'node:child_process';
import { LaunchError } from './launch-error.js';
import { createNpmOutput } from './npm-output.js';

const checkMs = 1_000;
const progressMs = 10_000;

/** No script of any package is run, and one dead connection is noticed after seconds. */
const options = [
  '--ignore-scripts',
  '--include=dev',
  '--include=optional',
  '--no-audit',
  '--no-fund',
  '--no-update-notifier',
  '--loglevel=http',
  '--fetch-retries=1',
  '--fetch-retry-mintimeout=1000',
  '--fetch-timeout=20000',
];

/**
 * `npm ci` in a folder. Rejects with one sentence when the registry is out of reach or npm is missing or
 * interrupted, and with npm's own words when it is something else.
 *
 * @param {string} folder
 * @param {(message: string) => void} say
 * @param {(pid: number) => void} onStart
 * @returns {Promise<void>}
 */
export function npmCi(folder, say, onStart) {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    const [program, ...before] = npm();
    const child = spawn(program, [...before, 'ci', '--prefix', folder, ...options], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      shell: program === 'npm.cmd',
    });
    if (child.pid) onStart(child.pid);

    const output = createNpmOutput();
    child.stderr.setEncoding('utf8').on('data', (text) => output.take(text, performance.now()));

    let saidMs = startedMs;
    /** @type {string | undefined} */
    let down;
    const timer = setInterval(() => {
      const nowMs = performance.now();
      down = output.downBecause(nowMs);
      if (down) child.kill('SIGKILL');
      if (nowMs - saidMs < progressMs) return;
      saidMs = nowMs;
      say(
        `  still installing: ${Math.round((nowMs - startedMs) / 1000)} s, ${output.fetched()} packages fetched`,
      );
    }, checkMs);

    /** @param {NodeJS.Signals} signal */
    const stop = (signal) => child.kill(signal);
    process.on('SIGINT', stop).on('SIGTERM', stop);

    /** @param {LaunchError} [error] */
    const settle = (error) => {
      clearInterval(timer);
      process.off('SIGINT', stop).off('SIGTERM', stop);
      if (error) reject(error);
      else resolve();
    };

    child.on('error', () => {
      settle(
        new LaunchError('npm is not on the PATH: install Node with npm, then run the same command again.'),
      );
    });
    child.on('close', (code, signal) => {
      if (code === 0) return settle();
      const network = down ?? output.networkFailure();
      if (network) return settle(outOfReach(network));
      if (signal) {
        return settle(new LaunchError('The installation was interrupted: run the same command again.'));
      }
      settle(
        new LaunchError(
          `npm could not install the dependencies (exit code ${code}); trying again helps only if its words below say so.\n${output.complaints()}`,
        ),
      );
    });
  });
}

/**
 * The npm that started us, under the Node that it runs on itself: the Node among the dependencies is about to be
 * replaced.
 */
function npm() {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  if (script?.endsWith('npm-cli.js')) return [node ?? process.execPath, script];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}

/** @param {string} cause */
function outOfReach(cause) {
  return new LaunchError(
    `Cannot install the dependencies, the npm registry is out of reach (${cause}): connect this machine to the network or name a mirror with \`npm config set registry <URL>\`, then run the same command again.`,
  );
}
