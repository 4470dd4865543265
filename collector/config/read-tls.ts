import { readFileSync } from 'node:fs';
import type { TlsOptions } from '#collector/app.ts';
import { ConfigError } from '#config/config-error.ts';
import type { CollectorConfig } from './config.ts';

/** The certificates that the settings name; throws a ConfigError that says which file cannot be read. */
export function readTls(tls: CollectorConfig['tls']): TlsOptions | undefined {
  if (!tls) return undefined;
  return {
    cert: read('tls.cert', tls.cert),
    key: read('tls.key', tls.key),
    ...(tls.clientCa === undefined ? {} : { clientCa: read('tls.clientCa', tls.clientCa) }),
  };
}

function read(field: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError([
      { where: '', field, sentence: `the file ${file} cannot be read (${(error as Error).message})` },
    ]);
  }
}
