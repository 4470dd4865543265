import ssh2 from 'ssh2';

export type HostKeyKind = 'ed25519' | 'rsa' | 'ecdsa';

const made = new Map<string, string>();

/** A private key, the same for the same kind and number within this process: making one takes a while. */
export function hostKey(kind: HostKeyKind, number: number): string {
  const name = `${kind} ${number}`;
  const known = made.get(name);
  if (known !== undefined) return known;
  const key = make(kind).private;
  made.set(name, key);
  return key;
}

function make(kind: HostKeyKind): { private: string } {
  if (kind === 'rsa') return ssh2.utils.generateKeyPairSync('rsa', { bits: 2_048 });
  if (kind === 'ecdsa') return ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 });
  return ssh2.utils.generateKeyPairSync('ed25519');
}
