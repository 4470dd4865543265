import { describe, expect, it } from 'vitest';
import { CREDENTIALS } from '#protocol/credential.ts';
import {
  credentialFaults,
  credentialFields,
  kindOfWay,
  newCredential,
  WAYS,
  type Way,
} from './credential-draft.ts';

const typed = (way: Way) => ({
  ...newCredential(way),
  community: 'public',
  user: 'ward',
  password: 'a password',
  authPassword: 'eight letters',
  privPassword: 'eight letters',
  token: 'a token',
  secrets: 'code = a secret\nno pair',
});

describe('what somebody typed to open a device', () => {
  it.each(WAYS)('by %s is taken by the collector as it is', (way) => {
    const draft = typed(way);

    expect(credentialFaults(draft)).toEqual({});
    expect(CREDENTIALS[kindOfWay(way)].safeParse(credentialFields(draft)).error?.issues).toBeUndefined();
  });

  it('needs what its way needs, and no more', () => {
    expect(credentialFaults(newCredential('snmp'))).toEqual({ community: 'required' });
    expect(credentialFaults(newCredential('ssh'))).toEqual({ user: 'required', password: 'required' });
    expect(credentialFaults(newCredential('modbus'))).toEqual({});
    expect(credentialFaults(newCredential('password'))).toEqual({ password: 'required' });
    expect(credentialFaults({ ...newCredential('secrets'), secrets: 'no pair' })).toEqual({
      secrets: 'required',
    });
    expect(credentialFaults({ ...newCredential('snmp3'), user: 'u', privPassword: 'short' })).toEqual({
      privPassword: 'short',
      authPassword: 'required',
    });
  });

  it('has named secrets, one a line', () => {
    const draft = { ...newCredential('secrets'), secrets: ' code = a=b \n\nother=c' };

    expect(credentialFields(draft)).toEqual({ secrets: { code: 'a=b', other: 'c' } });
  });

  it('in version 3 without passwords is a user without security', () => {
    const draft = { ...newCredential('snmp3'), user: 'u' };

    expect(credentialFields(draft)).toEqual({ version: '3', user: 'u', level: 'noAuthNoPriv' });
  });
});
