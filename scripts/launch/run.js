import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { markRunning } from '../running.js';
import { findCommand, listCommands } from './commands.js';
import { ensureInstalled } from './install.js';
import { LaunchError } from './launch-error.js';
import { findNode } from './node-binary.js';

const parentCheckMs = 500;

const folder = fileURLToPath(new URL('../..', import.meta.url));

/**
 * One command from start to end: installs when needed, runs the command's file under the project's own Node, and
 * sets the exit code to that file's.
 *
 * @param {string[]} args the command, then what is handed to it
 */
export async function run([name, ...args]) {
  try {
    const command = findCommand(name);
    if (!command) throw new LaunchError(listCommands());
    const path = resolve(folder, command.file);
    if (!existsSync(path)) throw new LaunchError(`There is nothing to run: ${command.file} does not exist.`);

    await ensureInstalled({ folder, say: (message) => console.error(message) });
    process.exitCode = await runUnder(findNode(folder), [path, ...args], command.keeps);
  } catch (error) {
    if (!(error instanceof LaunchError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/**
 * @param {string} node
 * @param {string[]} args
 * @param {string | undefined} keeps
 * @returns {Promise<number>}
 */
function runUnder(node, args, keeps) {
  const path = `${join(folder, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`;
  const child = spawn(node, args, { stdio: 'inherit', env: { ...process.env, PATH: path } });
  if (keeps && child.pid) markRunning(keeps, folder, child.pid);

  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    // A terminal sends Ctrl-C to the child as well: once is enough.
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    child.kill(signal);
  };
  process.on('SIGINT', forward).on('SIGTERM', forward).on('SIGHUP', forward);
  onNpmGone(() => child.kill('SIGTERM'));

  return new Promise((settle, reject) => {
    child.on('error', (error) => reject(new LaunchError(`Cannot run ${node}: ${error.message}`)));
    child.on('close', (code, signal) => settle(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
  });
}

/**
 * npm hands a signal to its shell, which dies of it and tells nobody: without this, what `npm start` started would
 * outlive it. Started by anything else than npm, we may outlive our parent.
 *
 * @param {() => void} stop
 */
function onNpmGone(stop) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, parentCheckMs);
  timer.unref();
}
