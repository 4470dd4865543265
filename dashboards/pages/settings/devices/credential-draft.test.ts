import { describe, expect, it } from 'vitest';
import { CREDENTIALS } from '#protocol/credential.ts';
import {
  credentialFaults,
  credentialFields,
  newCredential,
  probeOf,
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
});

describe('what somebody typed to open a device', () => {
  it.each(WAYS)('by %s is taken by the collector as it is', (way) => {
    const draft = typed(way);

    expect(credentialFaults(draft)).toEqual({});
    expect(CREDENTIALS[probeOf(way)].safeParse(credentialFields(draft)).error?.issues).toBeUndefined();
  });

  it('needs what its way needs, and no more', () => {
    expect(credentialFaults(newCredential('snmp'))).toEqual({ community: 'required' });
    expect(credentialFaults(newCredential('ssh'))).toEqual({ user: 'required', password: 'required' });
    expect(credentialFaults(newCredential('modbus'))).toEqual({});
    expect(credentialFaults({ ...newCredential('snmp3'), user: 'u', privPassword: 'short' })).toEqual({
      privPassword: 'short',
      authPassword: 'required',
    });
  });

  it('in version 3 without passwords is a user without security', () => {
    const draft = { ...newCredential('snmp3'), user: 'u' };

    expect(credentialFields(draft)).toEqual({ version: '3', user: 'u', level: 'noAuthNoPriv' });
  });
});
