import { describe, expect, it } from 'vitest';
import { parseRoute, routeTo } from '../../state/route.ts';
import { seenSections } from '../settings/section-names.ts';
import { STEPS, stepsDone } from './step-list.ts';

const NOTHING = { kinds: ['collector'], systems: 0, channels: undefined, drills: undefined };

describe('the first steps', () => {
  it('begin with nothing done: the collector itself is none of them', () => {
    expect([...stepsDone(NOTHING)]).toEqual([]);
  });

  it('tick themselves off one by one', () => {
    const kinds = ['collector', 'server'];
    expect([...stepsDone({ ...NOTHING, kinds })]).toEqual(['machine']);
    kinds.push('ups');
    expect([...stepsDone({ ...NOTHING, kinds })]).toEqual(['machine', 'device']);
    kinds.push('database', 'page');
    expect([...stepsDone({ ...NOTHING, kinds })]).toEqual(['machine', 'device', 'database', 'page']);
    expect([...stepsDone({ kinds, systems: 0, channels: 1, drills: 1 })]).toContain('drill');
    kinds.push('server');
    expect(stepsDone({ kinds, systems: 1, channels: 1, drills: 1 }).size).toBe(Object.keys(STEPS).length);
  });

  it('take neither a database nor a job for a device', () => {
    expect(stepsDone({ ...NOTHING, kinds: ['database', 'service', 'job', 'page'] }).has('device')).toBe(
      false,
    );
  });

  it('lead to sections that exist, and ask them to open what is needed', () => {
    const sections: readonly string[] = seenSections(() => true);
    for (const { to, asks } of Object.values(STEPS)) {
      const route = parseRoute(routeTo(to, { add: asks }));
      expect(route.page === 'settings' && sections.includes(route.section)).toBe(true);
      expect(route.search.get('add')).toBe(asks);
    }
  });
});
