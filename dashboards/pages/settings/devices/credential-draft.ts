import type { CredentialKind } from '#protocol/credential.ts';

/** The ways in which people know a device to be opened; two of them are kinds of SNMP. */
export const DEVICE_WAYS = ['snmp', 'snmp3', 'ssh', 'modbus'] as const;

/** Those, and the ways into what runs inside: databases, services, pages. */
export const WAYS = [...DEVICE_WAYS, 'password', 'token', 'secrets'] as const;
export type Way = (typeof WAYS)[number];

export const AUTHS = ['sha256', 'sha512', 'sha', 'md5'] as const;
export const PRIVS = ['aes', 'aes256r', 'aes256b', 'des'] as const;

/** What somebody types to open a device. */
export interface CredentialDraft {
  way: Way;
  community: string;
  user: string;
  password: string;
  privateKey: string;
  auth: (typeof AUTHS)[number];
  authPassword: string;
  priv: (typeof PRIVS)[number];
  privPassword: string;
  token: string;
  /** One `name=value` a line. */
  secrets: string;
}

export function newCredential(way: Way = 'snmp'): CredentialDraft {
  return {
    way,
    community: '',
    user: '',
    password: '',
    privateKey: '',
    auth: 'sha256',
    authPassword: '',
    priv: 'aes',
    privPassword: '',
    token: '',
    secrets: '',
  };
}

/** The kind of credential. */
export function kindOfWay(way: Way): CredentialKind {
  return way === 'snmp3' ? 'snmp' : way;
}

export type CredentialField =
  | 'community'
  | 'user'
  | 'password'
  | 'authPassword'
  | 'privPassword'
  | 'token'
  | 'secrets';

/** Which fields are missing or too short, by field. */
export function credentialFaults(
  draft: CredentialDraft,
): Partial<Record<CredentialField, 'required' | 'short'>> {
  const faults: Partial<Record<CredentialField, 'required' | 'short'>> = {};
  if (draft.way === 'snmp' && !draft.community) faults.community = 'required';
  if ((draft.way === 'snmp3' || draft.way === 'ssh') && !draft.user) faults.user = 'required';
  if (draft.way === 'ssh' && !draft.password && !draft.privateKey) faults.password = 'required';
  if (draft.way === 'password' && !draft.password) faults.password = 'required';
  if (draft.way === 'token' && !draft.token) faults.token = 'required';
  if (draft.way === 'secrets' && Object.keys(secretsOf(draft.secrets)).length === 0)
    faults.secrets = 'required';
  if (draft.way === 'snmp3') {
    // RFC 3414 wants eight letters; without any password the user is one without security.
    if (draft.authPassword && draft.authPassword.length < 8) faults.authPassword = 'short';
    if (draft.privPassword && draft.privPassword.length < 8) faults.privPassword = 'short';
    if (draft.privPassword && !draft.authPassword) faults.authPassword = 'required';
  }
  return faults;
}

/** As the API takes it. */
export function credentialFields(draft: CredentialDraft): Record<string, unknown> {
  const { way, community, user, password, privateKey, auth, authPassword, priv, privPassword } = draft;
  switch (way) {
    case 'snmp':
      return { version: '2c', community };
    case 'ssh':
      return privateKey
        ? { user, private_key: privateKey, ...(password && { passphrase: password }) }
        : { user, password };
    case 'modbus':
      return {};
    case 'password':
      return { ...(user && { user }), password };
    case 'token':
      return { token: draft.token };
    case 'secrets':
      return { secrets: secretsOf(draft.secrets) };
    case 'snmp3':
      if (!authPassword) return { version: '3', user, level: 'noAuthNoPriv' };
      if (!privPassword)
        return { version: '3', user, level: 'authNoPriv', auth, auth_password: authPassword };
      return {
        version: '3',
        user,
        level: 'authPriv',
        auth,
        auth_password: authPassword,
        priv,
        priv_password: privPassword,
      };
  }
}

/** What stands before and behind the first equals sign of each line; lines without one are left out. */
function secretsOf(text: string): Record<string, string> {
  const pairs = text.split('\n').map((line) => /^\s*([a-z][a-z0-9_]{0,31})\s*=\s*(.+?)\s*$/.exec(line));
  return Object.fromEntries(pairs.flatMap((pair) => (pair ? [[pair[1] as string, pair[2] as string]] : [])));
}
