import { describe, expect, it } from 'vitest';
import { defaultRules } from '#collector/rules/default-rules.ts';
import { probeStateCode } from '#protocol/probe-state.ts';
import { Rule } from '#protocol/rule.ts';
import { en } from '../../words/en.ts';
import { createFormats } from '../../words/format.ts';
import { agentCommand, agentZone, isZoneName, zoneLack } from './agent-zone.ts';
import { conditionText } from './condition-text.ts';
import { applyDraft, draftOf, faultsOf } from './rule-draft.ts';
import { scopeText } from './scope-text.ts';

const formats = createFormats('en', 'Asia/Shanghai');

function rule(over: object): Rule {
  return Rule.parse({
    id: 'r',
    name: { 'zh-CN': '规则', en: 'rule' },
    reason: { 'zh-CN': '', en: '' },
    watch: { metric: 'disk.used_percent' },
    condition: { kind: 'above', threshold: 80 },
    severity: 'warning',
    ...over,
  });
}

describe('changing a rule', () => {
  it('gives every shipped rule back as it was when nothing is touched', () => {
    for (const shipped of defaultRules) {
      const draft = draftOf(shipped);
      expect(faultsOf(draft, shipped)).toEqual({});
      expect(Rule.parse(applyDraft(shipped, draft))).toEqual(shipped);
    }
  });

  it('takes what was typed', () => {
    const before = rule({ recoveryThreshold: 75 });
    const draft = { ...draftOf(before), numbers: { threshold: ' 85,5 ' }, holdSeconds: '90', recovery: '' };

    const after = applyDraft(before, draft);

    expect(after).toMatchObject({ condition: { kind: 'above', threshold: 85.5 }, holdMs: 90_000 });
    expect('recoveryThreshold' in after).toBe(false);
  });

  it.each([
    [{ kind: 'above', threshold: 80 }, { numbers: { threshold: 'many' } }, { threshold: 'not_number' }],
    [{ kind: 'above', threshold: 80 }, { numbers: { threshold: '' } }, { threshold: 'not_number' }],
    [{ kind: 'above', threshold: 80 }, { recovery: '81' }, { recovery: 'recovery_above' }],
    [{ kind: 'below', threshold: 20 }, { recovery: '19' }, { recovery: 'recovery_below' }],
    [{ kind: 'above', threshold: 80 }, { holdSeconds: '-1' }, { holdSeconds: 'negative' }],
    [{ kind: 'outside', low: 1, high: 2 }, { numbers: { low: '3', high: '2' } }, { low: 'low_above_high' }],
    [{ kind: 'absent', afterMs: 60_000 }, { numbers: { afterMinutes: '-2' } }, { afterMinutes: 'negative' }],
  ])('finds what is wrong: %j with %j', (condition, typed, expected) => {
    const before = rule({ condition });

    expect(faultsOf({ ...draftOf(before), ...typed } as ReturnType<typeof draftOf>, before)).toEqual(
      expected,
    );
  });

  it('tells a condition in words', () => {
    const text = (over: object) => conditionText(rule(over), en, formats);

    expect(text({ holdMs: 300_000 })).toBe('above 80% · for 5m');
    const tiers = [{ severity: 'critical', threshold: 90, holdMs: 60_000 }];
    expect(text({ tiers })).toBe('above 80%; Critical above 90% · for 1m');
    expect(text({ condition: { kind: 'absent', afterMs: 60_000 } })).toBe('no data for 1m');
    const forecast = { kind: 'forecast', reaches: 100, withinMs: 86_400_000, windowMs: 60_000 };
    expect(text({ condition: forecast })).toBe('reaches 100% within 1d');
    const days = { kind: 'below', threshold: 30 };
    expect(text({ watch: { metric: 'certificate.days_left' }, condition: days })).toBe('below 30 d');
    const states = { kind: 'one_of', values: [1, 2] };
    expect(text({ watch: { metric: 'mysql_galera.state' }, condition: states })).toMatch(/^one of: [a-z]/);
    const asked = { kind: 'equal', value: probeStateCode('denied') };
    expect(text({ watch: { metric: 'probe.state' }, condition: asked })).toBe('equal to Not allowed to read');
  });

  it('has names of their own only for what shipped rules watch', () => {
    const watched = new Set(defaultRules.map(({ watch }) => watch.metric));

    expect(Object.keys(en.standingAlone).filter((metric) => !watched.has(metric))).toEqual([]);
  });

  it('tells which series are watched, and which are not', () => {
    const watched = (watch: object) =>
      scopeText(rule({ watch: { metric: 'probe.state', ...watch } }), en, formats);

    expect(watched({})).toBe('all targets');
    expect(watched({ targets: ['a'], labels: { probe: 'dns' } })).toBe('1 target, DNS server');
    expect(watched({ notLabels: { probe: ['tcp', 'dns'] } })).toMatch(
      /^all targets, except: .+, DNS server$/,
    );
  });
});

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
