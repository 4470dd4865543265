import { beforeEach, describe, expect, test } from 'vitest';
import { createOpener, makeSealingKey, sealFor } from '#protocol/sealing.ts';
import type { AssignedTarget } from '#protocol/session.ts';
import { constantProbe, outwardProbe } from '../test-probes.ts';
import { createBounds } from './bounds.ts';
import { type ClaimedTarget, createPollPlanner, type PollPlanner } from './plan-polls.ts';
import { createFingerprint } from './secrets.ts';

const key = makeSealingKey();
const types = [
  outwardProbe('snmp', () => ({ readings: [] })),
  outwardProbe('ssh', () => ({ readings: [] }), { every: { ms: 3_600_000 } }),
  outwardProbe('elsewhere', () => ({ readings: [] }), { platforms: ['aix'] }),
  constantProbe('cpu'),
];

let plan: PollPlanner;

beforeEach(() => {
  plan = createPollPlanner({
    types,
    platform: process.platform,
    bounds: {
      probes: ['snmp', 'elsewhere', 'cpu'],
      addresses: createBounds(['10.0.0.0/8']),
      publicAddresses: createBounds(['10.0.0.0/8']),
    },
    pollIntervalMs: 60_000,
    open: createOpener(key),
    fingerprint: createFingerprint('k'),
  });
});

describe('an assigned target', () => {
  test('is asked with its settings, its address and its opened credential', () => {
    const sealed = sealFor(key.publicKey, '{"secret":"s3cret"}', 't1');

    const { wanted, refused } = plan([], [assigned('t1', { settings: { port: 161 }, sealed })]);

    expect(refused).toEqual([]);
    expect(wanted).toMatchObject([
      {
        key: 't1 snmp',
        target: 't1',
        title: 'name of t1 (10.0.0.1)',
        config: { address: '10.0.0.1', port: 161, secret: 's3cret' },
        everyMs: 30_000,
      },
    ]);
    expect(wanted[0]?.text).not.toContain('s3cret');
    expect(wanted[0]?.mask('login with s3cret failed')).toBe('login with *** failed');
  });

  test('stays the same when its credential is sealed anew, and is another with another secret', () => {
    const textWith = (secret: string): string | undefined => {
      const sealed = sealFor(key.publicKey, JSON.stringify({ secret }), 't1');
      return plan([], [assigned('t1', { sealed })]).wanted[0]?.text;
    };

    expect(textWith('a')).toBe(textWith('a'));
    expect(textWith('a')).not.toBe(textWith('b'));
  });

  test.each([
    ['another probe', { probe: 'oracle' }, 'this agent has no probe "oracle" that asks targets'],
    ['a probe of this machine', { probe: 'cpu' }, 'this agent has no probe "cpu" that asks targets'],
    ['a probe of other platforms', { probe: 'elsewhere' }, '"elsewhere" does not work on'],
    [
      'a probe beyond bounds',
      { probe: 'ssh' },
      'is beyond `bounds.probes` in the agent’s own file; add it there',
    ],
    [
      'a setting that does not fit',
      { settings: { port: 'high', secret: 's3cret' } },
      'the settings of "snmp" do not fit: port: Invalid input: expected number',
    ],
    ['a credential for others', { sealed: sealFor(key.publicKey, '{}', 't2') }, 'cannot be opened'],
  ])('with %s is refused and named', (_what, poll, why) => {
    const { wanted, refused } = plan([], [assigned('t1', poll)]);

    expect(wanted).toEqual([]);
    expect(refused).toMatchObject([{ target: 't1', why: expect.stringContaining(why) }]);
    expect(refused[0]?.why).toMatch(/^name of t1: /);
  });

  test('outside of the agent’s networks is refused with the setting to widen; a name is judged when it is asked', () => {
    const { wanted, refused } = plan(
      [],
      [
        { ...assigned('t1'), address: '8.8.8.8' },
        { ...assigned('t2'), address: 'core.example' },
      ],
    );

    expect(wanted.map(({ target }) => target)).toEqual(['t2']);
    expect(refused[0]?.why).toContain('`bounds.addresses` in the agent’s own file, which allows 10.0.0.0/8');
  });
});

describe('a target of the agent’s own file', () => {
  test('is asked by every probe that it names, as often as it says, whatever a collector may configure', () => {
    const { wanted } = plan([own('t1')], []);

    expect(wanted.map(({ key, everyMs }) => [key, everyMs])).toEqual([
      ['t1 snmp', 60_000],
      ['t1 ssh', 3_600_000],
    ]);
    expect(plan([{ ...own('t1'), everyMs: 10_000 }], []).wanted.map(({ everyMs }) => everyMs)).toEqual([
      10_000, 10_000,
    ]);
  });

  test('outside of the agent’s networks is refused as well', () => {
    expect(plan([{ ...own('t1'), address: '8.8.8.8' }], []).refused).toHaveLength(2);
  });

  test('counts before what a collector assigns for the same target and probe', () => {
    const { wanted, refused } = plan([own('t1')], [assigned('t1', { settings: { port: 7 } })]);

    expect(wanted.find(({ key }) => key === 't1 snmp')?.config).toMatchObject({ port: 1 });
    expect(refused).toMatchObject([
      { probe: 'snmp', why: expect.stringContaining('asked by this probe already') },
    ]);
  });
});

function assigned(id: string, poll: Partial<AssignedTarget['polls'][number]> = {}): AssignedTarget {
  const polls = [{ probe: 'snmp', everyMs: 30_000, settings: {}, ...poll }];
  return { id, name: `name of ${id}`, address: '10.0.0.1', polls };
}

function own(id: string): ClaimedTarget {
  return {
    id,
    name: id,
    address: '10.0.0.1',
    kind: 'switch',
    everyMs: undefined,
    polls: [
      { probe: 'snmp', settings: {} },
      { probe: 'ssh', settings: {} },
    ],
  };
}
