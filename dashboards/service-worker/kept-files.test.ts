import { expect, it } from 'vitest';
import { handlingOf } from './kept-files.ts';

const scope = 'https://ward.example/watch/';
const ask = (path: string, mode = 'cors', method = 'GET') =>
  handlingOf({ method, mode, url: path.startsWith('https:') ? path : scope + path }, scope);

it('keeps the start page and what carries a hash in its name', () => {
  expect(ask('', 'navigate')).toBe('page');
  expect(ask('?x=1#/alerts', 'navigate')).toBe('page');
  expect(ask('assets/index-abc.js')).toBe('asset');
  expect(ask('mark.svg')).toBe('none');
});

it('never touches the API, changes, or what belongs to others', () => {
  expect(ask('api/v1/fleet')).toBe('none');
  expect(ask('api/v1/openapi.json', 'navigate')).toBe('none');
  expect(ask('assets/index-abc.js', 'cors', 'POST')).toBe('none');
  expect(ask('https://ward.example/other/', 'navigate')).toBe('none');
});
