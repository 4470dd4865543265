import { describe, expect, it } from 'vitest';
import { agentCommand, agentZone, isZoneName, zoneLack } from './agent-zone.ts';
import { groupOf, seenSections } from './section-names.ts';

describe('agents and their zones', () => {
  it('wait until people allow the zone that they name', () => {
    expect(agentZone({ zone: null, allowedZone: '*' })).toBe('none');
    expect(agentZone({ zone: 'dmz', allowedZone: null })).toBe('waits');
    expect(agentZone({ zone: 'dmz', allowedZone: 'core' })).toBe('waits');
    expect(agentZone({ zone: 'dmz', allowedZone: 'dmz' })).toBe('allowed');
    expect(agentZone({ zone: 'dmz', allowedZone: '*' })).toBe('allowed');
  });

  it('a zone says why its devices are not asked', () => {
    const agent = { id: 'a', target: 't', name: 'a', living: true, allowed: true, canOpenSecrets: true };
    const zone = (unasked: number, ...agents: object[]) =>
      zoneLack({
        organisation: 'default',
        zone: 'dmz',
        targets: 3,
        unasked,
        agents: agents.map((each) => ({ ...agent, targets: 0, ...each })),
      });

    expect(zone(0)).toBeUndefined();
    expect(zone(3)).toBe('none');
    expect(zone(3, { allowed: false })).toBe('allowed');
    expect(zone(3, { living: false }, { allowed: false })).toBe('living');
    expect(zone(3, { canOpenSecrets: false })).toBe('outdated');
  });

  it('a zone stands in the command of a new agent, and no other text can', () => {
    expect(agentCommand('https://ward', 'abc', '')).toBe(
      'npm run agent -- --collector https://ward --token abc',
    );
    expect(agentCommand('https://ward', 'abc', 'dmz')).toMatch(/ --zone dmz$/);
    expect(agentCommand('https://ward', 'abc', 'floor 3')).toMatch(/ --zone "floor 3"$/);
    expect(['dmz', 'room-2', 'a.b_c', '三楼机房', 'floor 3'].every(isZoneName)).toBe(true);
    expect(['a"b', '; rm', '-x', '', '$(x)'].some(isZoneName)).toBe(false);
  });
});

describe('the sections of the settings', () => {
  it('stand together by what they are for, each group in one piece', () => {
    const groups = seenSections(() => true).map(groupOf);
    const pieces = groups.filter((group, index) => group !== groups[index - 1]);
    expect(pieces).toEqual(['watching', 'telling', 'running']);
    expect([groupOf('devices'), groupOf('groups'), groupOf('rules'), groupOf('drills')]).toEqual([
      'watching',
      'watching',
      'telling',
      'telling',
    ]);
  });

  it('leave out what somebody may not see, without an empty group', () => {
    expect(new Set(seenSections(() => false).map(groupOf))).toEqual(new Set(['watching', 'telling']));
  });
});
