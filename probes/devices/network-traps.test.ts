import { describe, expect, it } from 'vitest';
import { loadProfiles } from '../profile/profiles.ts';

const profiles = loadProfiles();
const trapsOf = (name: string) => profiles.get(name)?.traps ?? [];
const trapOf = (profile: string, name: string) => trapsOf(profile).find((trap) => trap.name === name);

describe('standard traps', () => {
  it.each([
    'generic',
    'h3c-comware',
    'huawei-vrp',
    'huawei-usg',
    'ruijie',
    'dptech',
    'dptech-adx',
    'topsec',
    'hillstone',
  ])('%s knows a port that goes down, and one that comes up', (profile) => {
    expect(trapOf(profile, 'linkDown')).toMatchObject({ oid: '1.3.6.1.6.3.1.1.5.3', severity: 'warning' });
    expect(trapOf(profile, 'linkUp')).toMatchObject({ clears: ['linkDown'] });
    expect(trapOf(profile, 'linkUp')?.severity).toBeUndefined();
    expect(trapOf(profile, 'coldStart')?.severity).toBe('info');
    expect(trapOf(profile, 'authenticationFailure')?.severity).toBe('info');
  });
});

describe('traps of a make', () => {
  it.each([
    ['h3c-comware', 'hh3cEntityExtTemperatureTooUp', 'critical', 'hh3cEntityExtTemperatureNormal'],
    ['huawei-vrp', 'hwEntityExtOperDisabled', 'critical', 'hwEntityExtOperEnabled'],
    ['huawei-usg', 'hwEntityInvalid', 'critical', 'hwEntityResume'],
  ])('%s: %s is %s and %s clears it', (profile, name, severity, clearing) => {
    expect(trapOf(profile, name)?.severity).toBe(severity);
    expect(trapOf(profile, clearing)?.clears).toContain(name);
  });

  it.each([...profiles.keys()])(
    '%s: what a trap clears is a trap with a severity; no trap stands twice',
    (name) => {
      const traps = trapsOf(name);
      const cleared = traps.flatMap(({ clears }) => clears);
      const oids = traps.map(({ oid }) => oid);

      expect(cleared.filter((each) => trapOf(name, each)?.severity === undefined)).toEqual([]);
      expect(oids.filter((oid, at) => oids.indexOf(oid) < at)).toEqual([]);
    },
  );
});
