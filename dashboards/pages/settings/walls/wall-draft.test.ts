import { expect, it } from 'vitest';
import { defaultWallView } from '#protocol/wall.ts';
import { bodyOf, draftOf, faultsOf, isWhole, linkOf, newDraft } from './wall-draft.ts';

const view = { ...defaultWallView('en'), pages: [{ page: 'room' as const, seconds: 45 }], zoom: 1.25 };

it('a wall that is opened and saved stays as it is', () => {
  const wall = { name: 'Hall', organisation: 'o', view };

  expect(bodyOf(draftOf(wall))).toEqual(wall);
});

it('offers the pages that are not shown behind those that are', () => {
  const { pages } = draftOf({ name: 'Hall', organisation: 'o', view });

  expect(pages[0]).toEqual({ page: 'room', on: true, seconds: '45' });
  expect(pages.slice(1).every(({ on }) => !on)).toBe(true);
  expect(pages).toHaveLength(5);
});

it('asks for a name, a page, and seconds that the collector takes', () => {
  const draft = newDraft('zh-CN', '*');
  expect(faultsOf(draft)).toEqual({ name: true, seconds: [] });

  const named = { ...draft, name: 'Hall' };
  const without = { ...named, pages: named.pages.map((each) => ({ ...each, on: false, seconds: '' })) };
  const tooShort = {
    ...named,
    pages: named.pages.map((each, at) => ({ ...each, seconds: at ? '20' : '4' })),
  };

  expect(isWhole(faultsOf(named))).toBe(true);
  expect(faultsOf(without)).toEqual({ pages: true, seconds: [] });
  expect(faultsOf(tooShort).seconds).toEqual([0]);
});

it('the token stands behind the #, also where the pages lie under a path', () => {
  expect(linkOf('https://ward.example/watch/#/settings/walls', 'ww_a')).toBe(
    'https://ward.example/watch/#/wall?token=ww_a',
  );
});
