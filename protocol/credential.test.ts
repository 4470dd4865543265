import { expect, test } from 'vitest';
import type { z } from 'zod';
import { CREDENTIALS, SECRET_FIELDS } from './credential.ts';

const user = { version: '3', user: 'ward' };

test.each([
  ['snmp', { version: '2c', community: 'a' }],
  ['snmp', { ...user, level: 'noAuthNoPriv' }],
  ['snmp', { ...user, level: 'authNoPriv', auth: 'sha256', auth_password: 'eight-ch' }],
  [
    'snmp',
    {
      ...user,
      level: 'authPriv',
      auth: 'sha',
      auth_password: 'eight-ch',
      priv: 'aes256r',
      priv_password: 'eight-ch',
      context: 'vlan-5',
    },
  ],
  ['ssh', { user: 'ward', password: 'p' }],
  ['ssh', { user: 'ward', private_key: '-----BEGIN', passphrase: 'p' }],
  ['modbus', {}],
] as const)('%s takes %j', (kind, credential) => {
  expect(CREDENTIALS[kind].safeParse(credential).success).toBe(true);
});

test.each([
  ['snmp', { version: '2c' }, 'community'],
  ['snmp', { ...user, level: 'authPriv', auth: 'sha', auth_password: 'eight-ch' }, 'priv'],
  ['snmp', { ...user, level: 'authNoPriv', auth: 'sha', auth_password: 'hush' }, 'auth_password'],
  ['ssh', { user: 'ward' }, 'password'],
  ['ssh', { user: 'ward', password: 'hush', private_key: 'hush' }, 'password'],
  ['modbus', { password: 'hush' }, ''],
] as const)('%s refuses %j and names the field', (kind, credential, field) => {
  const { error } = CREDENTIALS[kind].safeParse(credential);

  expect(error?.issues[0]?.path.join('.')).toBe(field);
  expect(error?.message).not.toContain('hush');
});

test('a field that may be shown is none of the secret ones, and the other way round', () => {
  const shown = ['version', 'user', 'level', 'auth', 'priv', 'context'];
  const fields = new Set(Object.values(CREDENTIALS).flatMap(fieldsOf));

  expect([...fields].sort()).toEqual([...shown, ...SECRET_FIELDS].sort());
});

function fieldsOf(type: z.ZodType): string[] {
  const { options, shape } = type as unknown as { options?: z.ZodType[]; shape?: object };
  return options ? options.flatMap(fieldsOf) : Object.keys(shape ?? {});
}
