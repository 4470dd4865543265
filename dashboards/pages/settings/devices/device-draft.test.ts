import { describe, expect, it } from 'vitest';
import type { Device } from '../../../api/polling.ts';
import { draftOf, isInterval, pollChanges, targetChange } from './device-draft.ts';
import { pollBody } from './poll-body.ts';

const poll = {
  probe: 'snmp',
  credential: { id: 'c1', name: 'public' },
  settings: { port: 1161 },
  everyMs: 30_000,
  enabled: true,
  byFile: false,
  trouble: null,
  state: null,
  sentence: '',
  sinceMs: null,
} as const;
const device: Device = {
  id: 't1',
  kind: 'switch',
  name: 'core-1',
  host: 'core-1',
  address: '10.0.0.1',
  organisation: 'default',
  room: '',
  rack: '',
  zone: '',
  polls: [poll, { ...poll, probe: 'ssh', byFile: true }],
};

describe('changing a device', () => {
  it('sends nothing where nothing was changed', () => {
    const draft = draftOf(device);
    expect(targetChange(device, draft)).toBeUndefined();
    expect(pollChanges(device, draft)).toEqual([]);
  });

  it('sends the fields that were changed, without spaces around them', () => {
    const draft = { ...draftOf(device), name: ' core-01 ', zone: 'dmz' };
    expect(targetChange(device, draft)).toEqual({ name: 'core-01', zone: 'dmz' });
  });

  it('keeps of a poll what was not touched, above all its settings', () => {
    const draft = draftOf(device);
    const changed = { ...draft, polls: [{ ...draft.polls[0], seconds: '10', credential: '' }] };
    const [found] = pollChanges(device, changed);
    expect(pollBody(found.poll, found.change)).toEqual({
      credential: null,
      settings: { port: 1161 },
      everyMs: 10_000,
      enabled: true,
    });
  });

  it('leaves polls alone that stand in the file of an agent', () => {
    expect(draftOf(device).polls.map(({ probe }) => probe)).toEqual(['snmp']);
  });

  it('takes whole seconds that the collector takes', () => {
    expect(['1', '60', '86400'].map(isInterval)).toEqual([true, true, true]);
    expect(['', '0', '1.5', 'x', '86401'].map(isInterval)).toEqual([false, false, false, false, false]);
  });
});
