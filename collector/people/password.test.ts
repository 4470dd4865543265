import { expect, test } from 'vitest';
import { PASSWORD_COST, Passwords, passwordFaults } from './password.ts';

test('a password is recognised and another one is not; equal passwords have different hashes', async () => {
  const passwords = new Passwords({ memoryKiB: 64, passes: 1, parallelism: 1 });
  const one = await passwords.hash('中文 password');
  const two = await passwords.hash('中文 password');

  expect(one).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
  expect(one).not.toBe(two);
  expect(await passwords.matches('中文 password', one)).toBe(true);
  expect(await passwords.matches('中文 passwore', one)).toBe(false);
  expect(await passwords.matches('中文 password', undefined)).toBe(false);
});

test('the shipped cost is that of RFC 9106 and a hash of another cost is known as outdated', async () => {
  const cheap = await new Passwords({ memoryKiB: 64, passes: 1, parallelism: 1 }).hash('some password');
  const today = new Passwords();

  expect(PASSWORD_COST).toEqual({ memoryKiB: 65_536, passes: 3, parallelism: 1 });
  expect(today.isOutdated(cheap)).toBe(true);
  expect(await today.matches('some password', cheap)).toBe(true);
  expect(today.isOutdated(await today.hash('some password'))).toBe(false);
});

test('more at once than memory allows wait, and beyond the limit they are refused', async () => {
  const passwords = new Passwords({ memoryKiB: 64, passes: 1, parallelism: 1 });

  const results = await Promise.allSettled(Array.from({ length: 70 }, () => passwords.hash('x')));

  expect(results.filter((result) => result.status === 'rejected')).toHaveLength(4);
  expect(await passwords.hash('y')).toMatch(/^\$argon2id/);
});

test.each([
  ['short', 'li.wei', ['too_short']],
  ['aaaaaaaaaaaa', 'li.wei', ['too_uniform']],
  ['Li.Wei-2024-123', 'li.wei', ['is_name']],
  ['a'.repeat(201), 'li.wei', ['too_long', 'too_uniform']],
  ['correct horse battery', 'li.wei', []],
  ['admin-horse-9', 'admin', []],
  ['这是一个很长的中文口令', 'admin', []],
])('of %s for %s it says %j', (password, name, faults) => {
  expect(passwordFaults(password, name)).toEqual(faults);
});
