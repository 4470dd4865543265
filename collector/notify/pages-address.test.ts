import { afterEach, beforeEach, expect, test } from 'vitest';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { openPagesAddress } from './pages-address.ts';

let ledger: TemporaryLedger;
beforeEach(async () => {
  ledger = await temporaryLedger();
});
afterEach(() => ledger.remove());

const open = (byFile = '') => openPagesAddress(ledger.sql, byFile, () => 5_000);
const noNote = async () => {};

test('there is none until somebody says it; it is kept without the page that was open, and survives a restart', async () => {
  const address = await open();
  expect(address).toMatchObject({ url: '', isByFile: false });

  await address.keep('https://ward.example/base/#/settings/channels?add=1', noNote);

  expect(address.url).toBe('https://ward.example/base');
  expect((await open()).url).toBe('https://ward.example/base');
});

test('the configuration wins over what was kept, and what was kept comes back when it says nothing', async () => {
  await (await open()).keep('https://kept.example', noNote);

  expect(await open('https://file.example/')).toMatchObject({ url: 'https://file.example', isByFile: true });
  expect((await open()).url).toBe('https://kept.example');
});

test('without its note nothing is kept', async () => {
  const address = await open();
  const refused = address.keep('https://ward.example', async () => {
    throw new Error('disk full');
  });

  await expect(refused).rejects.toThrow('disk full');
  expect(address.url).toBe('');
  expect((await open()).url).toBe('');
});
