import type { CredentialKind } from '#protocol/credential.ts';

/** The ways in which people know a device to be opened; two of them are kinds of SNMP. */
export const WAYS = ['snmp', 'snmp3', 'ssh', 'modbus'] as const;
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
  };
}

/** The probe, and with it the kind of credential. */
export function probeOf(way: Way): CredentialKind {
  return way === 'snmp3' ? 'snmp' : way;
}

export type CredentialField = 'community' | 'user' | 'password' | 'authPassword' | 'privPassword';

/** Which fields are missing or too short, by field. */
export function credentialFaults(
  draft: CredentialDraft,
): Partial<Record<CredentialField, 'required' | 'short'>> {
  const faults: Partial<Record<CredentialField, 'required' | 'short'>> = {};
  if (draft.way === 'snmp' && !draft.community) faults.community = 'required';
  if ((draft.way === 'snmp3' || draft.way === 'ssh') && !draft.user) faults.user = 'required';
  if (draft.way === 'ssh' && !draft.password && !draft.privateKey) faults.password = 'required';
  if (draft.way === 'snmp3') {
    // RFC 3414 wants eight letters; without any password the user is one without security.
    if (draft.authPassword && draft.authPassword.length < 8) faults.authPassword = 'short';
    if (draft.privPassword && draft.privPassword.length < 8) faults.privPassword = 'short';
    if (draft.privPassword && !draft.authPassword) faults.authPassword = 'required';
  }
  return faults;
}

/** As the API takes it. */
export function credentialFields(draft: CredentialDraft): Record<string, string> {
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
