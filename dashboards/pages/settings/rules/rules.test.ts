import { describe, expect, it } from 'vitest';
import { defaultRules } from '#collector/rules/default-rules.ts';
import { mistakeIn } from '#collector/thresholds/check-threshold.ts';
import { understoodBy } from '#collector/thresholds/with-values.ts';
import { probeStateCode } from '#protocol/probe-state.ts';
import { type Condition, Rule } from '#protocol/rule.ts';
import { ThresholdValues } from '#protocol/threshold.ts';
import { en } from '../../../words/en.ts';
import { createFormats } from '../../../words/format.ts';
import { unitOf } from '../../../words/unit.ts';
import { zhCN } from '../../../words/zh-cn.ts';
import { CONDITION_KINDS } from './condition-draft.ts';
import { conditionText } from './condition-text.ts';
import { lanesOf } from './episode-lanes.ts';
import { draftOf, newDraft, nextTier, type RuleDraft, readDraft } from './rule-draft.ts';
import { ruleSentences } from './rule-sentence.ts';
import { scopeText } from './scope-text.ts';
import { suggestedId } from './suggested-id.ts';
import { takeAll, takeOne } from './take-advice.ts';
import { readThreshold, thresholdDraftOf, understoodValues } from './threshold-draft.ts';
import { parseQuantity, quantityText } from './typed.ts';
import { watchedOf } from './use-series.ts';

const formats = createFormats('en', 'Asia/Shanghai');
const HOUR_MS = 3_600_000;

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

/** One condition of each kind, with everything that it can have. */
const CONDITIONS: Record<Condition['kind'], object> = {
  above: { threshold: 80 },
  below: { threshold: -1.5 },
  outside: { low: 1, high: 2 },
  equal: { value: 3 },
  one_of: { values: [1, 2, 3] },
  changed: {},
  rate: { above: 0.25 },
  absent: { afterMs: 90_000 },
  forecast: { reaches: 100, from: 'above', withinMs: HOUR_MS, windowMs: HOUR_MS, confidence: 0.7 },
  deviation: { side: 'below', times: 5, atLeast: 2, weeks: 3 },
  ratio: { to: 'mem.total', toLabels: { path: '/' }, above: 2, below: 0.5 },
  count: { each: { kind: 'absent', afterMs: 60_000 }, atLeast: 2, atLeastPercent: 50 },
  group_median: { above: 3, members: 5 },
};

const read = (before: Rule, typed: Partial<RuleDraft> = {}) =>
  readDraft({ ...draftOf(before, unitOf(before.watch.metric)), ...typed }, unitOf(before.watch.metric));

describe('writing a rule', () => {
  it('gives every shipped rule back as it was when nothing is touched', () => {
    for (const shipped of defaultRules) {
      const { rule: after, faults } = read(shipped);
      expect([shipped.id, faults]).toEqual([shipped.id, {}]);
      expect(Rule.parse(after)).toEqual(shipped);
    }
  });

  it.each(CONDITION_KINDS)('gives a condition back as it was: %s', (kind) => {
    const before = rule({ condition: { kind, ...CONDITIONS[kind] } });

    const { rule: after, faults } = read(before);

    expect(faults).toEqual({});
    expect(Rule.parse(after)).toEqual(before);
  });

  it('gives tiers, samples, labels and the rest back as they were', () => {
    const before = rule({
      watch: {
        metric: 'net.errors',
        groups: ['group-a'],
        labels: { interface: ['eth*', 'en*'], mode: '' },
        notLabels: { path: '/tmp' },
        notBeside: 'probe.state',
      },
      samples: { atLeast: 2, of: 5 },
      recoveryThreshold: 70,
      recoveryDelayMs: 90_500,
      tiers: [{ severity: 'critical', threshold: 90, recoveryThreshold: 85 }],
      flapping: null,
      meaning: 'power',
      deviceLimits: true,
      tell: ['duty'],
    });

    expect(read(before)).toEqual({ rule: before, faults: {} });
  });

  it('takes what was typed', () => {
    const before = rule({ recoveryThreshold: 75 });
    const condition = { ...draftOf(before, '%').condition, threshold: ' 85,5 ' };

    const { rule: after } = read(before, { condition, hold: '1m 30s', recovery: '' });

    expect(after).toMatchObject({ condition: { kind: 'above', threshold: 85.5 }, holdMs: 90_000 });
    expect('recoveryThreshold' in after).toBe(false);
  });

  it.each([
    [
      { kind: 'above', threshold: 80 },
      { condition: { threshold: 'many' } },
      { 'condition.threshold': 'number' },
    ],
    [
      { kind: 'above', threshold: 80 },
      { condition: { threshold: '' } },
      { 'condition.threshold': 'required' },
    ],
    [{ kind: 'above', threshold: 80 }, { recovery: '81' }, { recoveryThreshold: 'recovery_above' }],
    [{ kind: 'below', threshold: 20 }, { recovery: '19' }, { recoveryThreshold: 'recovery_below' }],
    [{ kind: 'above', threshold: 80 }, { hold: '-1' }, { holdMs: 'span' }],
    [
      { kind: 'outside', low: 1, high: 2 },
      { condition: { low: '3' } },
      { 'condition.low': 'low_above_high' },
    ],
    [
      { kind: 'absent', afterMs: 60_000 },
      { condition: { after: '0' } },
      { 'condition.afterMs': 'span_least' },
    ],
    [{ kind: 'ratio', to: 'a.b', above: 2 }, { condition: { above: '' } }, { condition: 'no_limit' }],
    [{ kind: 'one_of', values: [1] }, { condition: { values: '1, x' } }, { 'condition.values': 'values' }],
    [{ kind: 'above', threshold: 80 }, { name: { 'zh-CN': ' ', en: '' } }, { 'name.zh-CN': 'required' }],
    [{ kind: 'above', threshold: 80 }, { metric: 'cpu' }, { 'watch.metric': 'metric' }],
    [{ kind: 'above', threshold: 80 }, { firings: '1' }, { 'flapping.firings': 'between' }],
  ])('finds what is wrong: %j with %j', (condition, typed, expected) => {
    const before = rule({ condition });
    const draft = draftOf(before, '%');
    const own = 'condition' in typed ? (typed.condition as object) : {};

    const { faults } = read(before, { ...(typed as object), condition: { ...draft.condition, ...own } });

    const codes = Object.fromEntries(Object.entries(faults).map(([path, { code }]) => [path, code]));
    expect(codes).toEqual(expected);
  });

  it('finds graver severities that are none', () => {
    const tiers = [{ ...nextTier(draftOf(rule({}), '%'))!, threshold: '70' }];

    expect(read(rule({}), { tiers }).faults).toEqual({ 'tiers.0': { code: 'tier_milder', params: [] } });
  });

  it('what it lacks is all that is wrong with a new one', () => {
    const { faults } = readDraft(newDraft('*'), '1');

    expect(Object.values(faults).every(({ code }) => code === 'required')).toBe(true);
    expect(Object.keys(faults).sort()).toEqual(['condition.threshold', 'name.zh-CN', 'watch.metric']);
  });

  it('names a new one by what it watches', () => {
    const draft = { ...newDraft('*'), metric: 'disk.used_percent' };
    const taken = { rule: rule({ id: 'disk-used-percent-above' }), revision: 1, origin: 'own' as const };

    expect(suggestedId(draft, [])).toBe('disk-used-percent-above');
    expect(suggestedId(draft, [taken])).toBe('disk-used-percent-above-2');
    expect(suggestedId({ ...draft, metric: '' }, [])).toBe('');
  });

  it('sizes are typed with their unit and come back exactly', () => {
    expect(parseQuantity('10 GiB', 'B')).toBe(10 * 1024 ** 3);
    expect(parseQuantity('10 GiB', '%')).toBeNaN();
    for (const value of [0, 12, 1_000_001, 1536, 10 * 1024 ** 3])
      expect(parseQuantity(quantityText(value, 'B'), 'B')).toBe(value);
  });
});

describe('a rule in words', () => {
  it('says what is asked of a value', () => {
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

  it('says what the rule does, sentence by sentence', () => {
    const said = rule({
      holdMs: 300_000,
      recoveryThreshold: 75,
      tiers: [{ severity: 'critical', threshold: 90, holdMs: 600_000 }],
      tell: ['duty'],
    });
    const text = { words: en, formats, unit: '%', groupName: (id: string) => id };

    expect(ruleSentences(said, text)).toEqual([
      'Disk space used (all targets): above 80%, for 5m. It fires as Warning.',
      'It rises to Critical when above 90%, for 10m.',
      'It ends when the value is back at 75%.',
      '4 firings within 30m are flapping: told once, ended after 10m of calm.',
      'Unless a route says otherwise, it tells duty.',
    ]);
  });

  it('says something of every kind and of what is not written yet, without a code in it', () => {
    const chinese = createFormats('zh-CN', 'Asia/Shanghai');
    for (const kind of CONDITION_KINDS) {
      const blank = { ...newDraft('*'), condition: { ...newDraft('*').condition, kind } };
      const text = { words: zhCN, formats: chinese, unit: '%', groupName: (id: string) => id };
      const [first] = ruleSentences(readDraft(blank, '%').rule, text);
      expect(first).not.toMatch(/undefined|NaN|_/);
    }
  });
});

describe('series that a rule watches', () => {
  const of = (target: string, labels: Record<string, string>) => ({
    target,
    labels,
    metric: 'disk.used_percent',
    kind: 'gauge' as const,
    unit: '%',
  });
  const all = [of('a', { path: '/' }), of('a', { path: '/data1' }), of('b', {})];

  it('are chosen by targets and labels, and a label that is not there fits nothing', () => {
    const watched = (watch: object) =>
      watchedOf(all, rule({ watch: { metric: 'disk.used_percent', ...watch } })).map(({ labels }) => labels);

    expect(watched({})).toHaveLength(3);
    expect(watched({ targets: ['b'] })).toEqual([{}]);
    expect(watched({ labels: { path: ['/data*', '/x'] } })).toEqual([{ path: '/data1' }]);
    expect(watched({ notLabels: { path: '/' } })).toEqual([{ path: '/data1' }, {}]);
  });
});

describe('advice', () => {
  const proposal = (severity: 'warning' | 'critical', threshold: number) => ({
    severity,
    threshold,
    holdMs: 120_000,
    recoveryThreshold: threshold - 5,
    tested: null,
  });

  it('is taken over whole, and the rule that comes out contradicts nothing', () => {
    const draft = draftOf(rule({}), '%');
    const both = [proposal('warning', 85), proposal('critical', 95)];

    const { rule: after, faults } = read(rule({}), takeAll(draft, both, '%'));

    expect(faults).toEqual({});
    expect(after).toMatchObject({
      condition: { threshold: 85 },
      holdMs: 120_000,
      recoveryThreshold: 80,
      tiers: [{ severity: 'critical', threshold: 95, recoveryThreshold: 90 }],
    });
  });

  it('is taken over for the severity that the rule has', () => {
    const before = rule({ tiers: [{ severity: 'critical', threshold: 90 }] });

    const { rule: after } = read(before, takeOne(draftOf(before, '%'), proposal('critical', 97), '%'));

    expect(after.condition).toEqual(before.condition);
    expect(after.tiers).toEqual([{ severity: 'critical', threshold: 97, recoveryThreshold: 92 }]);
  });
});

describe('other thresholds', () => {
  it.each(CONDITION_KINDS)('have the values that the collector understands: %s', (kind) => {
    const said = rule({ condition: { kind, ...CONDITIONS[kind] } });
    const { threshold, both } = understoodValues(said);

    const understood = understoodBy(said);
    expect(understood.includes('threshold')).toBe(threshold);
    expect(understood.includes('low')).toBe(both);
  });

  it('say only what was typed', () => {
    const said = rule({ tiers: [{ severity: 'critical', threshold: 90 }] });
    const draft = { ...thresholdDraftOf({}, '', '%'), threshold: '85', tiers: { critical: '95' } };

    const { values, faults } = readThreshold(draft, said, '%');

    expect(faults).toEqual({});
    expect(ThresholdValues.parse(values)).toEqual({
      threshold: 85,
      tiers: [{ severity: 'critical', threshold: 95 }],
    });
    expect(thresholdDraftOf(values, '', '%')).toEqual(draft);
    expect(readThreshold(thresholdDraftOf({}, '', '%'), said, '%').faults.values?.code).toBe('required');
    expect(readThreshold({ ...draft, judges: 'off' }, said, '%').values).toEqual({ enabled: false });
  });
});

describe('other thresholds that contradict', () => {
  const place = { level: 'target' as const, organisation: 'default', subject: 't', labels: {}, reason: '' };
  const tiers = [{ severity: 'critical', threshold: 90 }];
  const below = { kind: 'below', threshold: 20 };
  const belowTiers = [{ severity: 'critical', threshold: 10 }];

  it.each([
    [{ tiers }, { threshold: '85' }, {}],
    [{ tiers }, { threshold: '95' }, { 'values.tiers.0.threshold': 'tier_equal' }],
    [
      { tiers },
      { threshold: '95', tiers: { critical: '92' } },
      { 'values.tiers.0.threshold': 'tier_milder' },
    ],
    [{ tiers }, { threshold: '95', tiers: { critical: '98' } }, {}],
    [{ recoveryThreshold: 75 }, { threshold: '60' }, {}],
    [{ recoveryThreshold: 75 }, { recovery: '81' }, { 'values.recoveryThreshold': 'recovery_above' }],
    [
      { condition: below, tiers: belowTiers },
      { threshold: '5' },
      { 'values.tiers.0.threshold': 'tier_equal' },
    ],
    [{ condition: below, tiers: belowTiers }, { threshold: '15' }, {}],
    [{ condition: { kind: 'outside', low: 1, high: 2 } }, { low: '3' }, { 'values.low': 'low_above_high' }],
    [{ condition: { kind: 'ratio', to: 'a.b', above: 2 } }, { threshold: '3' }, {}],
    [
      { tiers: [{ severity: 'critical', holdMs: 600_000 }] },
      { hold: '20m' },
      { 'values.holdMs': 'tier_equal' },
    ],
  ])('are found as the collector finds them: %j with %j', (over, typed, expected) => {
    const said = rule(over);
    const draft = { ...thresholdDraftOf({}, '', '%'), ...typed } as ReturnType<typeof thresholdDraftOf>;

    const { values, faults } = readThreshold(draft, said, '%');

    const codes = Object.fromEntries(Object.entries(faults).map(([path, { code }]) => [path, code]));
    expect(codes).toEqual(expected);
    const mistake = mistakeIn(said, { rule: said.id, ...place, values });
    expect(mistake === undefined).toBe(Object.keys(expected).length === 0);
  });
});

it('a strip has a lane for each series, with bars inside of it that can be seen', () => {
  const episode = (target: string, firedAtMs: number, endedAtMs: number | null) => ({
    target,
    labels: {},
    severity: 'warning' as const,
    beganAtMs: firedAtMs,
    firedAtMs,
    endedAtMs,
    flap: false,
  });
  const tested = (...episodes: ReturnType<typeof episode>[]) => ({
    totals: { watched: 2, judged: 2, concerned: 1, firings: 2, firingMs: 1, flaps: 0, perWeek: 1 },
    worst: [{ target: 'a', labels: {}, firings: 2, firingMs: 700, longestMs: 500, flaps: 0 }],
    episodes,
    episodesLeftOut: 0,
    resolution: null,
    notes: [],
  });
  const lanes = lanesOf(
    {
      id: 'x',
      state: 'done',
      fromMs: 1_000,
      toMs: 2_000,
      progress: { series: 2, judged: 2 },
      proposed: tested(episode('a', 500, 1_200), episode('a', 1_999.9, null)),
      inForce: tested(episode('b', 1_500, 1_501)),
      error: null,
    },
    8,
  );

  expect(lanes.map(({ target, firings }) => [target, firings])).toEqual([
    ['a', 2],
    ['b', 0],
  ]);
  const bars = lanes.flatMap(({ proposed, inForce }) => [...proposed, ...inForce]);
  expect(bars.map(({ from, width }) => [from, width])).toEqual([
    [0, 200],
    [997, 3],
    [500, 3],
  ]);
});
