import { getCiphers, getHashes } from 'node:crypto';

/**
 * What is offered to a server. `modern` first; `legacy` once that failed, with what old devices know behind what new
 * ones know; `exchange` last, with the key exchanges whose primes have to be tested, which keeps a thread busy for
 * up to 24 s and therefore happens in a thread of its own.
 */
export const ALGORITHM_PROFILES = ['modern', 'legacy', 'exchange'] as const;
export type AlgorithmProfile = (typeof ALGORITHM_PROFILES)[number];

/** Names as ssh2 takes them. */
export interface Algorithms {
  kex: string[];
  serverHostKey: string[];
  cipher: string[];
  hmac: string[];
}

const ELLIPTIC = [
  'curve25519-sha256',
  'curve25519-sha256@libssh.org',
  'ecdh-sha2-nistp256',
  'ecdh-sha2-nistp384',
  'ecdh-sha2-nistp521',
];
const GROUPS = ['diffie-hellman-group14-sha256', 'diffie-hellman-group16-sha512'];
const OLD_GROUPS = ['diffie-hellman-group14-sha1', 'diffie-hellman-group1-sha1'];
const EXCHANGES = ['diffie-hellman-group-exchange-sha256', 'diffie-hellman-group-exchange-sha1'];

// RSA before ECDSA: some VRP pad the numbers of their ECDSA signatures, which ssh2 then takes for wrong.
const RSA = ['rsa-sha2-512', 'rsa-sha2-256'];
const ECDSA = ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'];

const CIPHERS = [
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'aes128-ctr',
  'aes192-ctr',
  'aes256-ctr',
];
// Of the old ones only these are left in OpenSSL 3; ssh2 throws at a name that it does not know.
const OLD_CIPHERS = ['aes128-cbc', 'aes256-cbc', '3des-cbc'];

const MACS = ['hmac-sha2-256', 'hmac-sha2-512'];
const ENCRYPT_THEN_MAC = MACS.map((name) => `${name}-etm@openssh.com`);
const OLD_MACS = ['hmac-sha1', 'hmac-md5'];

/** The offer of a profile. `hostKeyType`, where a key is known already, comes first: a server may have several. */
export function algorithmsOf(profile: AlgorithmProfile, hostKeyType?: string): Algorithms {
  const isOld = profile !== 'modern';
  const hostKeys = isOld
    ? ['ssh-ed25519', ...RSA, 'ssh-rsa', ...ECDSA, 'ssh-dss']
    : ['ssh-ed25519', ...RSA, ...ECDSA];
  return {
    kex: [...ELLIPTIC, ...GROUPS, ...(isOld ? OLD_GROUPS : []), ...(profile === 'exchange' ? EXCHANGES : [])],
    serverHostKey: knownFirst(hostKeys, hostKeyType),
    cipher: [...CIPHERS, ...(isOld ? OLD_CIPHERS : ['chacha20-poly1305@openssh.com'])].filter(canCipher),
    hmac: isOld ? [...MACS, ...OLD_MACS].filter(canHash) : [...ENCRYPT_THEN_MAC, ...MACS],
  };
}

/** The one to try after this one has failed; undefined behind the last. */
export function profileAfter(profile: AlgorithmProfile): AlgorithmProfile | undefined {
  return ALGORITHM_PROFILES[ALGORITHM_PROFILES.indexOf(profile) + 1];
}

function knownFirst(names: string[], type: string | undefined): string[] {
  if (type === undefined) return names;
  const isKnown = (name: string) => name === type || (type === 'ssh-rsa' && RSA.includes(name));
  return [...names.filter(isKnown), ...names.filter((name) => !isKnown(name))];
}

/** A system in FIPS mode lacks some. */
function canCipher(name: string): boolean {
  if (name === '3des-cbc') return getCiphers().includes('des-ede3-cbc');
  if (name.startsWith('chacha20')) return getCiphers().includes('chacha20');
  return true;
}

function canHash(name: string): boolean {
  return name !== 'hmac-md5' || getHashes().includes('md5');
}
