import * as z from 'zod';

const secret = z.string().min(1).max(1_024);
const userName = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\p{Cc}]*$/u, 'control characters are not allowed');

/** Digests of SNMPv3, mildest first. */
export const SNMP_AUTH = ['md5', 'sha', 'sha224', 'sha256', 'sha384', 'sha512'] as const;

/** Ciphers of SNMPv3; of the two ways to stretch a key for AES-256 `aes256r` is Cisco's, `aes256b` Blumenthal's. */
export const SNMP_PRIV = ['des', 'aes', 'aes256b', 'aes256r'] as const;

/** RFC 3414 wants eight characters at least. */
const snmpPassword = z.string().min(8).max(255);

const SnmpUser = z
  .strictObject({
    version: z.literal('3'),
    user: userName,
    level: z.enum(['noAuthNoPriv', 'authNoPriv', 'authPriv']),
    auth: z.enum(SNMP_AUTH).optional(),
    auth_password: snmpPassword.optional(),
    priv: z.enum(SNMP_PRIV).optional(),
    priv_password: snmpPassword.optional(),
    context: z.string().max(255).optional(),
  })
  .superRefine((user, context) => {
    const needed =
      user.level === 'noAuthNoPriv'
        ? []
        : user.level === 'authNoPriv'
          ? (['auth', 'auth_password'] as const)
          : (['auth', 'auth_password', 'priv', 'priv_password'] as const);
    for (const field of needed) {
      if (user[field] !== undefined) continue;
      context.addIssue({ code: 'custom', path: [field], message: `the level ${user.level} needs it` });
    }
  });

const SnmpCredential = z.discriminatedUnion('version', [
  z.strictObject({ version: z.enum(['1', '2c']), community: secret.max(255) }),
  SnmpUser,
]);

const SshCredential = z
  .strictObject({
    user: userName,
    password: secret.optional(),
    private_key: z.string().min(1).max(8_192).optional(),
    passphrase: secret.optional(),
  })
  .refine(({ password, private_key }) => (password === undefined) !== (private_key === undefined), {
    error: 'either a password or a private key',
    path: ['password'],
  });

/** Values that the steps of a web page use and nobody may read: `{{name}}` stands for them. */
const NamedSecrets = z.strictObject({
  secrets: z
    .record(z.string().regex(/^[a-z][a-z0-9_]{0,31}$/, 'lower-case letters, digits, underscores'), secret)
    .refine((secrets) => Object.keys(secrets).length <= 20, { error: 'more than 20' }),
});

/** What opens a target, by its kind. The text of one is sealed for one agent and laid over a probe's settings. */
export const CREDENTIALS = {
  snmp: SnmpCredential,
  ssh: SshCredential,
  modbus: z.strictObject({}),
  password: z.strictObject({ user: userName.optional(), password: secret }),
  token: z.strictObject({ token: z.string().min(1).max(8_192) }),
  secrets: NamedSecrets,
} as const satisfies Record<string, z.ZodType<Record<string, unknown>>>;

export type CredentialKind = keyof typeof CREDENTIALS;
export const CREDENTIAL_KINDS = Object.keys(CREDENTIALS) as [CredentialKind, ...CredentialKind[]];

/** Fields that are never shown, never written down in the clear, and have no place among settings. */
export const SECRET_FIELDS: readonly string[] = [
  'community',
  'auth_password',
  'priv_password',
  'password',
  'private_key',
  'passphrase',
  'token',
  'secrets',
];
