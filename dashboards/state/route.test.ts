import { expect, it } from 'vitest';
import { jobRoute, machineRoute, parseRoute, routeTo, withParameters } from './route.ts';

it('finds the page and what belongs to it in an address', () => {
  expect(parseRoute('').page).toBe('overview');
  expect(parseRoute('#/?state=critical+stale').search.get('state')).toBe('critical stale');
  expect(parseRoute('#/alerts?tab=history')).toMatchObject({ page: 'alerts' });
  expect(parseRoute('#/settings')).toMatchObject({ page: 'settings', section: 'devices' });
  expect(parseRoute('#/settings/rules')).toMatchObject({ section: 'rules' });
  expect(parseRoute('#/jobs?state=late')).toMatchObject({ page: 'jobs' });
  expect(parseRoute('#/machines')).toMatchObject({ page: 'unknown' });
  expect(parseRoute('#/nowhere').page).toBe('unknown');
});

it('leads back to what it was made of, whatever the id is', () => {
  for (const id of ['t-1', 'a/b?c#d', '主机 一', '100%']) {
    expect(parseRoute(machineRoute(id, { last: '7d' }))).toMatchObject({ page: 'machine', id });
    expect(parseRoute(jobRoute(id, { last: '7d' }))).toMatchObject({ page: 'job', id });
  }
});

it('leaves out parameters that say nothing', () => {
  expect(routeTo('', { text: '', state: undefined, sort: 'cpu' })).toBe('#/?sort=cpu');
  expect(routeTo('alerts')).toBe('#/alerts');
});

it('changes some parameters of a page and leaves the others', () => {
  expect(withParameters('#/web?sort=name&q=a', { sort: '-days', q: '' })).toBe('#/web?sort=-days');
  expect(withParameters('#/web?sort=name', { sort: undefined })).toBe('#/web');
  expect(withParameters('', { 'sort-ports': 'in' })).toBe('#/?sort-ports=in');
});

it('survives an address that is broken', () => {
  expect(parseRoute('#/machines/%E0%A4%A')).toMatchObject({ page: 'machine', id: '%E0%A4%A' });
});
