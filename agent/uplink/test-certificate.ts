/*
 * Test support: certificates, made by the openssl of the machine.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

/** Signed by itself, or by the authority that was made before under `signer`. */
export function makeCertificate(folder: string, name: string, signer?: string): Certificate {
  const [keyFile, certFile] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
  const by = signer ? ['-CA', join(folder, `${signer}.crt`), '-CAkey', join(folder, `${signer}.key`)] : [];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj']
      .concat([`/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`, '-keyout', keyFile, '-out', certFile])
      .concat(by),
    { stdio: 'pipe' },
  );
  return { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
}
