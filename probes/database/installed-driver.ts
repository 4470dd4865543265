import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProbeError } from '../probe-error.ts';

/** Where a driver that Ward may not bring, or cannot, is looked for: beside the bundle, or in the project. */
export function driverFolder(from: string = import.meta.url): string {
  let folder = dirname(fileURLToPath(from));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/**
 * Loads a driver that its user has installed. Throws a `ProbeError` that names the package and how it is added;
 * `remedy`: what else it may lack.
 */
export function installedDriver<Driver>(
  name: string,
  remedy: string,
  from: string = import.meta.url,
): Driver {
  try {
    return createRequire(from)(name) as Driver;
  } catch (error) {
    const { code, message = '' } = error as { code?: string; message?: string };
    const isMissing = code === 'MODULE_NOT_FOUND' && message.includes(`'${name}'`);
    const sentence = isMissing
      ? `the driver ${name} is not installed: run npm install ${name} in ${driverFolder(from)}, and start the agent again`
      : `the driver ${name} is installed and cannot be loaded (${message.split('\n', 1)[0]?.slice(0, 160)}): ${remedy}`;
    throw new ProbeError('misconfigured', sentence, { cause: error });
  }
}
