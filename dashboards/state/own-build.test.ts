import { expect, it } from 'vitest';
import { isOtherBuild } from './own-build.ts';

it('pages are other ones only where both sides are built', () => {
  expect(isOtherBuild('index-a.js', 'index-b.js')).toBe(true);
  expect(isOtherBuild('index-a.js', 'index-a.js')).toBe(false);
  expect(isOtherBuild('', 'index-b.js')).toBe(false);
  expect(isOtherBuild('index-a.js', '')).toBe(false);
});
