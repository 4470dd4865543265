import { expect, it } from 'vitest';
import { askedAt } from './asked-at.ts';

it.each([
  ['db.example', 'postgres', {}, 'db.example'],
  ['db.example', 'postgres', { port: 5433 }, 'db.example:5433'],
  ['fd00::1', 'redis', { port: 6379 }, '[fd00::1]:6379'],
  ['www.example', 'http', {}, 'https://www.example/'],
  ['www.example', 'http', { scheme: 'http', port: 8080, path: '/a?b' }, 'http://www.example:8080/a?b'],
  ['www.example', 'http', { steps: [{ path: '/login' }, { path: '/home' }] }, 'https://www.example/login'],
  ['www.example', 'http', { path: 'https://other.example/' }, 'https://other.example/'],
  ['www.example', 'site', { path: '/news/' }, 'https://www.example/news/'],
])('%s is asked by %s %o at %s', (address, probe, settings, place) => {
  expect(askedAt(address, { probe, settings })).toBe(place);
});
