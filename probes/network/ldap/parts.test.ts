import { describe, expect, it } from 'vitest';
import { lagSeconds, lastChanges, newest } from './change-time.ts';
import { encodeFilter } from './filter.ts';
import { makeOf } from './make.ts';
import { resultError } from './result.ts';

describe('a filter', () => {
  it.each([
    ['(cn=a)', 'a3070402636e040161'],
    ['(cn=*)', '8702636e'],
    ['(cn=a*b*c)', 'a40f0402636e3009800161810162820163'],
    ['(!(cn=\\28))', 'a209a3070402636e040128'],
  ])('%s travels as it must', (written, hex) => {
    expect(encodeFilter(written).toString('hex')).toBe(hex);
  });

  it.each([
    '',
    '(',
    '()',
    '(cn)',
    '(cn=a',
    '(cn=a))',
    '(&)',
    '(!(a=b)(c=d))',
    '(=a)',
    '((a=b))',
    `${'(!'.repeat(30)}(a=b)${')'.repeat(30)}`,
  ])('%j is none', (written) => {
    expect(() => encodeFilter(written)).toThrow('the filter makes no sense');
  });
});

describe('last changes', () => {
  const first = '20240102030405.500000Z#000000#001#000000';
  const second = '20240102030400.000000Z#000000#002#000000';

  it('are told by the server that made them', () => {
    expect([...lastChanges([first, second, 'noise'])]).toEqual([
      ['001', Date.UTC(2024, 0, 2, 3, 4, 5, 500)],
      ['002', Date.UTC(2024, 0, 2, 3, 4, 0)],
    ]);
    expect(newest(lastChanges([second, first]))).toBe(Date.UTC(2024, 0, 2, 3, 4, 5, 500));
    expect(newest(lastChanges([]))).toBeNaN();
  });

  it('of a copy lie behind by the server of which it lacks most', () => {
    const late = '20240102030335.500000Z#000000#001#000000';

    expect(lagSeconds(lastChanges([late, second]), lastChanges([first, second]))).toBe(30);
    expect(lagSeconds(lastChanges([first]), lastChanges([late]))).toBe(0);
    expect(lagSeconds(lastChanges([]), lastChanges([first]))).toBeNaN();
  });
});

it('knows directories by what they say of themselves', () => {
  const known = (entries: Record<string, string[]>) => makeOf(new Map(Object.entries(entries)));

  expect(known({ rootdomainnamingcontext: ['dc=corp'], dnshostname: ['dc1.corp'] })).toMatchObject({
    vendor: 'Microsoft',
    name: 'dc1.corp',
  });
  expect(known({ vendorname: ['389 Project'], vendorversion: ['389-Directory/2.3'] })).toMatchObject({
    vendor: '389 Project',
    model: '389-Directory/2.3',
  });
  expect(known({})).toMatchObject({ model: 'LDAP' });
});

it('tells a locked account from a wrong password, as Active Directory means it', () => {
  const diagnostic =
    '80090308: LdapErr: DSID-0C09042F, comment: AcceptSecurityContext error, data 775, v2580\0';

  expect(resultError('signing in', { resultCode: 49, diagnostic })).toMatchObject({
    state: 'wrong_secret',
    message: 'signing in: user or password is not accepted (code 49, the account is locked)',
  });
});
