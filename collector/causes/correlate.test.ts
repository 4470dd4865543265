import { describe, expect, test } from 'vitest';
import type { Alert } from '#protocol/alert.ts';
import type { Meaning, Severity } from '#protocol/rule.ts';
import { correlate, type Scene } from './correlate.ts';
import { type Estate, type EstateTarget, makeGraph } from './graph.ts';
import type { Standing } from './standing.ts';
import { anEstate, aStanding, aTarget, wayMaps } from './test-estate.ts';

/** What is said of each alert: `target: relation cause`. */
function said(estate: Estate, standing: Standing[], signs: Record<string, number> = {}): string[] {
  const graph = makeGraph(estate);
  const scene: Scene = { graph, waysFrom: wayMaps(graph), standing, lastSign: (target) => signs[target] };
  const { found } = correlate(scene);
  return standing
    .filter(({ alert }) => alert.state === 'firing')
    .map(({ alert }) => {
      const consequence = found.get(alert.id);
      if (!consequence) return `${alert.target} ${alert.metric}: own`;
      const { relation, target, cause } = consequence;
      return `${alert.target} ${alert.metric}: ${relation} ${target}${cause ? '' : ' (untold)'}`;
    });
}

const silent = (target: string, more: Partial<Alert> = {}) =>
  aStanding(target, 'unreachable', { metric: 'probe.state', ...more });
const agentSilent = (target: string, more: Partial<Alert> = {}) =>
  aStanding(target, 'unreachable', { metric: 'agent.uptime_seconds', value: null, ...more });
const told = (target: string, meaning: Meaning, metric: string, severity: Severity = 'critical') =>
  aStanding(target, meaning, { metric, severity });
const on = (id: string, network: string[], more: Partial<EstateTarget> = {}) =>
  aTarget(id, { network }, more);

describe('a device that says only that something is wrong', () => {
  const estate = anEstate([on('ups', []), on('air', []), aTarget('sensor', { cooling: ['air'] })]);

  test('is explained by what says what, unless that is milder, and by nothing of another device', () => {
    const count = told('ups', 'general', 'ups.alarms', 'warning');
    const onBattery = aStanding('ups', undefined, { metric: 'ups.source', severity: 'critical' });

    expect(said(estate, [count, onBattery])).toEqual([
      'ups ups.alarms: same_target ups',
      'ups ups.source: own',
    ]);
    const mild = aStanding('ups', undefined, { metric: 'ups.load', severity: 'info' });
    expect(said(estate, [count, mild])[0]).toBe('ups ups.alarms: own');
    expect(said(estate, [count, silent('air')])[0]).toBe('ups ups.alarms: own');
  });

  test('speaks once, and for what gets warm where nothing says more', () => {
    const general = told('air', 'general', 'cooling.general_alarm', 'warning');
    const count = told('air', 'general', 'cooling.alarms', 'warning');
    const warm = told('sensor', 'temperature', 'room.temperature_celsius', 'warning');

    expect(said(estate, [general, count, warm])).toEqual([
      'air cooling.general_alarm: same_target air',
      'air cooling.alarms: own',
      'sensor room.temperature_celsius: cooling air',
    ]);
    expect(said(estate, [general, told('air', 'cooling', 'cooling.state', 'warning'), warm])).toEqual([
      'air cooling.general_alarm: same_target air',
      'air cooling.state: own',
      'sensor room.temperature_celsius: cooling air',
    ]);
  });
});

describe('the way over the network', () => {
  test('the first that cannot be seen is the cause of everything behind it', () => {
    const estate = anEstate([
      on('core', []),
      on('access', ['core']),
      on('s1', ['access']),
      on('s2', ['access']),
    ]);

    expect(said(estate, [silent('s1'), silent('access'), silent('s2')])).toEqual([
      's1 probe.state: network access',
      'access probe.state: own',
      's2 probe.state: network access',
    ]);
    expect(said(estate, [silent('s1'), silent('access'), silent('core')])).toEqual([
      's1 probe.state: network core',
      'access probe.state: network core',
      'core probe.state: own',
    ]);
  });

  test('what has another living way is its own fault', () => {
    const estate = anEstate([on('a', []), on('b', []), on('s', ['a', 'b'])]);

    expect(said(estate, [silent('s'), silent('a')])).toEqual(['s probe.state: own', 'a probe.state: own']);
    expect(said(estate, [silent('s'), silent('a'), silent('b')])).toEqual([
      's probe.state: network a',
      'a probe.state: own',
      'b probe.state: own',
    ]);
  });

  test('is read from cables where nobody has said more, and people are believed before cables', () => {
    const targets = [on('core', []), on('access', []), on('s', [], { kind: 'server' })];
    const cables = [
      ['core', 'access'],
      ['access', 's'],
      ['core', 'other'],
    ] as const;

    expect(said(anEstate(targets, { cables, place: 'core' }), [silent('s'), silent('access')])).toEqual([
      's probe.state: network access',
      'access probe.state: own',
    ]);
    const given = [...targets.slice(0, 2), on('s', ['core'], { kind: 'server' })];
    expect(said(anEstate(given, { cables, place: 'core' }), [silent('s'), silent('access')])).toEqual([
      's probe.state: own',
      'access probe.state: own',
    ]);
  });

  test('leads through devices that nobody watches, and not through servers', () => {
    const targets = [on('core', []), on('s', [], { kind: 'server' }), on('t', [])];
    const cables = [
      ['core', 'unknown x'],
      ['unknown x', 't'],
      ['core', 's'],
      ['s', 't'],
    ] as const;

    expect(said(anEstate(targets, { cables, place: null }), [silent('core'), silent('t')])).toEqual([
      'core probe.state: own',
      't probe.state: network core',
    ]);
  });

  test('begins where the collector runs, and there goes up first', () => {
    const estate = anEstate(
      [
        on('core', []),
        on('a', ['core']),
        on('b', ['core']),
        on('ward', ['a']),
        on('s', ['b']),
        on('t', ['a']),
      ],
      { place: 'ward' },
    );

    expect(said(estate, [silent('core'), silent('b'), silent('s'), silent('a'), silent('t')])).toEqual([
      'core probe.state: network a',
      'b probe.state: network a',
      's probe.state: network a',
      'a probe.state: own',
      't probe.state: network a',
    ]);
  });

  test('of nothing that another organisation owns', () => {
    const estate = anEstate([on('core', [], { organisation: 'other' }), on('s', ['core'])]);

    expect(said(estate, [silent('s'), silent('core')])).toContain('s probe.state: own');
  });

  test('says so too while its cause has not fired yet', () => {
    const estate = anEstate([on('core', []), on('s', ['core'])]);

    expect(said(estate, [silent('s'), silent('core', { state: 'pending' })])).toEqual([
      's probe.state: network core (untold)',
    ]);
  });
});

describe('a silence', () => {
  const alone = anEstate([on('s', []), on('core', []), on('behind', ['core'])]);

  test('has one word, whoever tells it', () => {
    const missed = aStanding('s', undefined, { metric: 'job.state', value: 3 });

    expect(said(alone, [silent('s'), agentSilent('s'), missed])).toEqual([
      's probe.state: same_target s',
      's agent.uptime_seconds: own',
      's job.state: same_target s',
    ]);
  });

  test('is none where something else is heard since', () => {
    const since = { s: 1_000_000 };

    expect(
      said(
        alone,
        [silent('s'), aStanding('s', 'unreachable', { metric: 'net_response.result_code' })],
        since,
      ),
    ).toEqual(['s probe.state: own', 's net_response.result_code: own']);
    expect(said(alone, [silent('core'), silent('behind')], { core: 1_000_000 })).toEqual([
      'core probe.state: own',
      'behind probe.state: own',
    ]);
  });

  test('hides nothing that has nothing to do with it', () => {
    const full = aStanding('s', undefined, { metric: 'disk.used_percent', value: 99 });

    expect(said(alone, [agentSilent('s'), full])).toContain('s disk.used_percent: own');
  });
});

describe('power, hosts and agents', () => {
  const fed = (id: string, power: string[]) => aTarget(id, { power });

  test('without any feed a machine is silent because of its power', () => {
    const estate = anEstate([
      fed('ups', []),
      fed('one', ['ups']),
      fed('two', ['ups', 'pdu']),
      fed('pdu', []),
    ]);
    const off = told('ups', 'power', 'ups.output_source');

    expect(said(estate, [off, silent('one'), silent('two')])).toEqual([
      'ups ups.output_source: own',
      'one probe.state: power ups',
      'two probe.state: own',
    ]);
    expect(said(estate, [off, silent('two'), silent('pdu')])).toContain('two probe.state: power ups');
  });

  test('a supply that is itself gone takes with it what it feeds', () => {
    const estate = anEstate([fed('ups', []), fed('pdu', ['ups']), fed('one', ['pdu'])]);

    expect(said(estate, [silent('ups'), silent('pdu'), silent('one')])).toEqual([
      'ups probe.state: own',
      'pdu probe.state: power ups',
      'one probe.state: power ups',
    ]);
  });

  test('a virtual machine is silent because of its host, said by people or by the hypervisor', () => {
    const targets = [aTarget('host', {}), aTarget('vm', { host: ['host'] }), aTarget('other', {})];
    const estate = anEstate(targets, { hosts: [['other', 'host']] });

    expect(said(estate, [silent('host'), silent('vm'), silent('other')])).toEqual([
      'host probe.state: own',
      'vm probe.state: host host',
      'other probe.state: host host',
    ]);
  });

  test('what a silent agent asked is unknown because of it, and so is its zone', () => {
    const targets = [
      aTarget('poller', {}),
      aTarget('switch', {}),
      aTarget('ward', {}, { kind: 'collector' }),
    ];
    const estate = anEstate(targets, {
      agents: [{ target: 'poller', organisation: 'main', zone: 'room' }],
      asked: new Map([['switch', 'poller']]),
    });
    const zone = aStanding('ward', 'zone', {
      metric: 'ward.zone_targets_unasked',
      labels: { zone: 'room', organisation: 'main' },
    });

    expect(said(estate, [agentSilent('poller'), silent('switch'), zone])).toEqual([
      'poller agent.uptime_seconds: own',
      'switch probe.state: agent poller',
      'ward ward.zone_targets_unasked: agent poller',
    ]);
    expect(said(estate, [zone])).toEqual(['ward ward.zone_targets_unasked: own']);
  });

  test('a zone that nobody asks explains what was silent in it', () => {
    const targets = [aTarget('switch', {}, { zone: 'room' }), aTarget('ward', {}, { kind: 'collector' })];
    const zone = aStanding('ward', 'zone', {
      metric: 'ward.zone_targets_unasked',
      labels: { zone: 'room', organisation: 'main' },
    });

    expect(said(anEstate(targets, { asked: new Map([['switch', null]]) }), [zone, silent('switch')])).toEqual(
      ['ward ward.zone_targets_unasked: own', 'switch probe.state: zone ward'],
    );
  });
});

describe('cooling', () => {
  const estate = anEstate([
    aTarget('crac', {}, { kind: 'air_conditioner', room: '3F' }),
    aTarget('sensor', {}, { room: '3F' }),
    aTarget('elsewhere', {}, { room: '4F' }),
  ]);
  const off = told('crac', 'cooling', 'cooling.state', 'warning');
  const warm = (target: string, more: Partial<Alert> = {}) =>
    aStanding(target, 'temperature', {
      metric: 'room.temperature_celsius',
      severity: 'warning',
      value: 30,
      threshold: 28,
      ...more,
    });

  test('explains warmth in its own room', () => {
    expect(said(estate, [off, warm('sensor'), warm('elsewhere')])).toEqual([
      'crac cooling.state: own',
      'sensor room.temperature_celsius: cooling crac',
      'elsewhere room.temperature_celsius: own',
    ]);
  });

  test('explains neither cold nor what is graver than its own alert', () => {
    expect(said(estate, [off, warm('sensor', { value: 12, threshold: 18 })])).toContain(
      'sensor room.temperature_celsius: own',
    );
    expect(said(estate, [off, warm('sensor', { severity: 'critical' })])).toContain(
      'sensor room.temperature_celsius: own',
    );
  });
});

test('one login that several targets refuse is one alert', () => {
  const credentials = new Map([
    ['a snmp', 'k'],
    ['b snmp', 'k'],
    ['c snmp', 'other'],
  ]);
  const estate = anEstate([aTarget('a', {}), aTarget('b', {}), aTarget('c', {})], { credentials });
  const refused = (target: string, beganAtMs: number) =>
    aStanding(target, undefined, { metric: 'probe.state', value: 4, labels: { probe: 'snmp' }, beganAtMs });

  expect(said(estate, [refused('a', 20), refused('b', 10), refused('c', 5)])).toEqual([
    'a probe.state: credential b',
    'b probe.state: own',
    'c probe.state: own',
  ]);
});

test("clocks that differ from the collector's are one alert when it is the collector that is wrong", () => {
  const estate = anEstate([aTarget('ward', {}, { kind: 'collector' }), aTarget('s', {})]);
  const own = told('ward', 'monitor', 'ward.clock_skew_seconds');
  const off = aStanding('s', undefined, { metric: 'agent.clock_skew_seconds', value: 60 });

  expect(said(estate, [own, off])).toEqual([
    'ward ward.clock_skew_seconds: own',
    's agent.clock_skew_seconds: monitor ward',
  ]);
});

test('agents that cannot deliver because the collector is overloaded are unknown because of it', () => {
  const agents = [{ target: 's', organisation: 'main', zone: null }];
  const estate = anEstate([aTarget('ward', {}, { kind: 'collector' }), aTarget('s', {})], { agents });

  expect(said(estate, [told('ward', 'monitor', 'ward.overloads'), agentSilent('s')])).toEqual([
    'ward ward.overloads: own',
    's agent.uptime_seconds: monitor ward',
  ]);
});
