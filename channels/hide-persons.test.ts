import { expect, test } from 'vitest';
import { delivered, failed } from './delivery.ts';
import { hidePersons } from './hide-persons.ts';

test.each([
  ['550 5.1.1 <bob.li@example.com>: no such user', '550 5.1.1 <b***@example.com>: no such user'],
  ['not taken for a@b.cn, ops@b.cn', 'not taken for a***@b.cn, o***@b.cn'],
  ['mobile 13812345678 is blocked', 'mobile ***78 is blocked'],
  ['{"to":"+8613812345678","also":"+1 212 555 0142"}', '{"to":"***78","also":"***42"}'],
  ['8613812345678,13900000001', '***78,***01'],
  // Times, ids and codes stay.
  [
    '250 OK id=1vMqXy-000000005Bz-3kKf at 1795291888938',
    '250 OK id=1vMqXy-000000005Bz-3kKf at 1795291888938',
  ],
  ['{"code":0,"msgid":"20261121100509000001"}', '{"code":0,"msgid":"20261121100509000001"}'],
])('%s', (said, shown) => {
  expect(hidePersons(said)).toBe(shown);
});

test('an address is hidden before the answer is cut', () => {
  const said = `${'x'.repeat(290)} bob@example.com`;

  expect(delivered(said)).toMatchObject({ answer: expect.not.stringContaining('bob') });
  expect(failed(true, said)).toMatchObject({ reason: expect.not.stringContaining('bob') });
});
