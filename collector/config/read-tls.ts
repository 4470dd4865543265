import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { TlsOptions } from '#collector/app.ts';
import { ConfigError } from '#config/config-error.ts';
import type { CollectorConfig } from './config.ts';

/** The certificates that the settings name; throws a ConfigError that says which file cannot be used. */
export function readTls(tls: CollectorConfig['tls']): TlsOptions | undefined {
  if (!tls) return undefined;
  const cert = read('tls.cert', tls.cert, (pem) => createSecureContext({ cert: pem }));
  const key = read('tls.key', tls.key, (pem) => createSecureContext({ cert, key: pem }));
  if (tls.clientCa === undefined) return { cert, key };
  return {
    cert,
    key,
    clientCa: read('tls.clientCa', tls.clientCa, (pem) => createSecureContext({ ca: pem })),
  };
}

function read(field: string, file: string, tryOut: (pem: string) => void): string {
  try {
    const pem = readFileSync(file, 'utf8');
    tryOut(pem);
    return pem;
  } catch (error) {
    const sentence = `the file ${file} cannot be used (${(error as Error).message})`;
    throw new ConfigError([{ where: '', field, sentence }]);
  }
}
