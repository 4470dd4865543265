import { beforeEach, expect, test } from 'vitest';
import { ProbeError } from '../probe-error.ts';
import { lookAt, startAfterMs, type Way } from './sweep.ts';

let tried: string[];
const signal = new AbortController().signal;

beforeEach(() => {
  tried = [];
});

test('the first credential that opens counts, and each probe is tried for itself', async () => {
  const found = await lookAt(
    '10.1.0.1',
    [
      way('snmp', 'a', 'silent'),
      way('snmp', 'b', 'switch'),
      way('snmp', 'c', 'switch'),
      way('ssh', 'd', null),
    ],
    signal,
  );

  expect(tried).toEqual(['a', 'b', 'd']);
  expect(found).toEqual([
    { address: '10.1.0.1', probe: 'snmp', credential: 'b', recognised: 'switch' },
    { address: '10.1.0.1', probe: 'ssh', credential: 'd', recognised: null },
  ]);
});

test('what is silent, shut or speaks something else is nothing', async () => {
  const ways = (['silent', 'refused', 'not_understood', 'too_slow', 'failed'] as const).map((state) =>
    way('snmp', state, state),
  );

  expect(await lookAt('10.1.0.1', ways, signal)).toEqual([]);
  expect(tried).toHaveLength(5);
});

test('what lets nobody in is found without a credential, and gets one wrong password by SSH at most', async () => {
  const found = await lookAt(
    '10.1.0.1',
    [
      ...[way('ssh', 'a', 'wrong_secret'), way('ssh', 'b', 'wrong_secret')],
      ...[way('snmp', 'c', 'wrong_secret'), way('snmp', 'd', 'ups')],
    ],
    signal,
  );

  expect(tried).toEqual(['a', 'c', 'd']);
  expect(found.map(({ probe, credential }) => [probe, credential])).toEqual([
    ['ssh', ''],
    ['snmp', 'd'],
  ]);
});

test('a silent SSH host is asked by the next credential', async () => {
  await lookAt('10.1.0.1', [way('ssh', 'a', 'silent'), way('ssh', 'b', 'linux')], signal);

  expect(tried).toEqual(['a', 'b']);
});

test('nothing more is tried once it is stopped', async () => {
  const abort = new AbortController();
  abort.abort();

  expect(await lookAt('10.1.0.1', [way('snmp', 'a', 'switch')], abort.signal)).toEqual([]);
  expect(tried).toEqual([]);
});

test('addresses are spread by the rate', () => {
  expect([0, 1, 50].map((index) => startAfterMs(index, 50))).toEqual([0, 20, 1_000]);
});

function way(
  probe: string,
  credential: string,
  outcome: ProbeError['state'] | 'switch' | 'ups' | 'linux' | null,
): Way<string> {
  return {
    probe,
    credential,
    async recognise() {
      tried.push(credential);
      if (outcome === null || ['switch', 'ups', 'linux'].includes(outcome)) return outcome;
      throw new ProbeError(outcome as ProbeError['state'], outcome);
    },
  };
}
