import { expect, test } from 'vitest';
import { nameOfLedger, parseLedgerAddress } from './ledger-address.ts';

test.each([
  ['sqlite', { kind: 'sqlite' }],
  [
    'postgres://ward@db.example/ward',
    {
      kind: 'postgres',
      host: 'db.example',
      port: 5432,
      database: 'ward',
      schema: 'ward',
      user: 'ward',
      secret: '',
      secretFile: '',
      tls: 'verified',
      caFile: '',
    },
  ],
  ['postgresql://w:p%40ss@127.0.0.1:6000/w-1?schema=other', { port: 6000, secret: 'p@ss', tls: 'off' }],
  ['postgres://w@[::1]/w?tls=required&caFile=/ca.pem', { host: '::1', tls: 'required', caFile: '/ca.pem' }],
  ['postgres://w@db/w?secretFile=/etc/ward/ledger', { secretFile: '/etc/ward/ledger' }],
])('%s names a ledger', (text, address) => {
  expect(parseLedgerAddress(text)).toMatchObject(address);
});

test.each([
  'disk',
  'sqlite:ledger',
  'postgres://db/ward',
  'postgres://ward@db',
  'postgres://ward@db/',
  'postgres://ward@db/a/b',
  'postgres://ward@/ward',
  'postgres://ward@db/ward?tls=maybe',
  'postgres://ward@db/ward?schema=a"b',
  'postgres://ward@db/ward?sslmode=require',
  'postgres://ward:%ZZ@db/ward',
  'mysql://ward@db/ward',
])('%s names none', (text) => {
  expect(parseLedgerAddress(text)).toBeUndefined();
});

test('a ledger is named to people without its password', () => {
  const address = parseLedgerAddress('postgres://w:secret@[::1]:6000/ward');

  expect(address && nameOfLedger(address)).toBe('postgres://w@[::1]:6000/ward?schema=ward');
});
