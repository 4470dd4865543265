import { spawn } from 'node:child_process';
import { LaunchError } from './launch-error.js';

/** What npm prints when the registry is out of reach, whatever the cause. */
const outOfReach =
  /\b(ENOTFOUND|ETIMEDOUT|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT|FETCH_ERROR|UND_ERR_CONNECT_TIMEOUT)\b|network timeout/;

const progressMs = 10_000;

/** No script of any package is run; a dead network is noticed after seconds, not minutes. */
const options = [
  '--ignore-scripts',
  '--include=dev',
  '--include=optional',
  '--no-audit',
  '--no-fund',
  '--no-update-notifier',
  '--loglevel=error',
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
    const args = [...before, 'ci', '--prefix', folder, ...options];
    const child = spawn(program, args, {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      shell: program === 'npm.cmd',
    });
    if (child.pid) onStart(child.pid);

    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      complaint = (complaint + text).slice(-20_000);
    });

    const progress = setInterval(() => {
      say(`still installing, ${Math.round((performance.now() - startedMs) / 1000)} s`);
    }, progressMs);

    /** @param {NodeJS.Signals} signal */
    const stop = (signal) => child.kill(signal);
    process.on('SIGINT', stop).on('SIGTERM', stop);

    /** @param {Error} [error] */
    const settle = (error) => {
      clearInterval(progress);
      process.off('SIGINT', stop).off('SIGTERM', stop);
      if (error) reject(error);
      else resolve();
    };

    child.on('error', () => {
      settle(
        new LaunchError('npm is not on the PATH: install Node with npm, then run the same command again.'),
      );
    });
    child.on('close', (code, signal) => settle(failure(code, signal, complaint)));
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

/**
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 * @param {string} complaint
 */
function failure(code, signal, complaint) {
  if (code === 0) return undefined;
  if (signal) return new LaunchError('The installation was interrupted: run the same command again.');
  const network = outOfReach.exec(complaint);
  if (network) {
    return new LaunchError(
      `Cannot install the dependencies, the npm registry is out of reach (${network[0]}): connect this machine to the network or name a mirror with \`npm config set registry <URL>\`, then run the same command again.`,
    );
  }
  return new LaunchError(
    `npm could not install the dependencies (exit code ${code}); trying again helps only if its own words below say so.\n${complaint.trim()}`,
  );
}
