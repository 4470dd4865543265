import { describe, expect, it } from 'vitest';
import { Profile } from '../profile/profile.ts';
import { resolveProfiles } from '../profile/profile-set.ts';
import { recognise } from './recognise.ts';
import { readSystemGroup } from './system-group.ts';
import { deviceOf } from './test-device.ts';

const running = new AbortController().signal;

const profiles = resolveProfiles(
  [
    ['generic', []],
    ['maker', [{ object: '1.3.6.1.4.1.77' }]],
    ['maker-big', [{ object: '1.3.6.1.4.1.77.5' }]],
    ['linux', [{ object: '1.3.6.1.4.1.8072.3.2.10' }]],
    ['appliance', [{ object: '1.3.6.1.4.1.8072.3.2.10', answers: ['1.3.6.1.4.1.99.1.0'] }]],
    [
      'cooler',
      [{ object: '1.3.6.1.4.1.476', under: ['1.3.6.1.4.1.476.3.4'], silent: ['1.3.6.1.4.1.476.3.5.1.0'] }],
    ],
    [
      'ups',
      [
        { object: '1.3.6.1.4.1.476', answers: ['1.3.6.1.4.1.476.3.5.1.0'] },
        { answers: ['1.3.6.1.2.1.33.1.0'] },
      ],
    ],
    ['any-linux', [{ object: '1.3.6.1.4.1.2021.250', weak: true }]],
    ['worded', [{ object: '1.3.6.1.4.1.78', description: 'NIP\\d+' }]],
  ].map(([profile, evidence]) =>
    Profile.parse({ profile, title: { 'zh-CN': '物', en: 'Thing' }, kind: 'device', recognise: evidence }),
  ),
).resolved;

async function found(object: string, ...more: string[]) {
  const requests: string[][] = [];
  const lines = [`1.3.6.1.2.1.1.2.0|6|${object}`, '1.3.6.1.2.1.1.5.0|4|box', ...more];
  const device = deviceOf(lines.join('\n'), { onAsk: (oids) => requests.push([...oids]) });
  const system = await readSystemGroup(device, running);
  const { profile, why } = await recognise(system, profiles, device, running);
  return { profile: profile.profile, why, requests: requests.length - 1 };
}

describe('a device is', () => {
  it('what has the longest beginning of its number, in whole numbers', async () => {
    expect(await found('1.3.6.1.4.1.77.5.1')).toEqual({
      profile: 'maker-big',
      why: 'sysObjectID begins with 1.3.6.1.4.1.77.5',
      requests: 1,
    });
    expect((await found('.1.3.6.1.4.1.77.50')).profile).toBe('maker');
    expect((await found('1.3.6.1.4.1.775')).profile).toBe('generic');
  });

  it('among several of one number what more evidence speaks for', async () => {
    expect((await found('1.3.6.1.4.1.8072.3.2.10')).profile).toBe('linux');
    expect(await found('1.3.6.1.4.1.8072.3.2.10', '1.3.6.1.4.1.99.1.0|2|1')).toMatchObject({
      profile: 'appliance',
      why: 'sysObjectID begins with 1.3.6.1.4.1.8072.3.2.10, 1.3.6.1.4.1.99.1.0 answers',
    });
  });

  it('what weak evidence says only where no other speaks', async () => {
    expect((await found('1.3.6.1.4.1.2021.250.10')).profile).toBe('any-linux');
    expect((await found('1.3.6.1.4.1.2021.250.10', '1.3.6.1.2.1.33.1.0|2|1')).profile).toBe('ups');
  });

  it('told by what answers somewhere below, and by what does not', async () => {
    expect((await found('1.3.6.1.4.1.476.1', '1.3.6.1.4.1.476.3.4.8.1|2|1')).profile).toBe('cooler');
    expect(
      (await found('1.3.6.1.4.1.476.1', '1.3.6.1.4.1.476.3.4.8.1|2|1', '1.3.6.1.4.1.476.3.5.1.0|2|1'))
        .profile,
    ).toBe('ups');
  });

  it('what its description says, whatever the case', async () => {
    expect((await found('1.3.6.1.4.1.78.1', '1.3.6.1.2.1.1.1.0|4|Huawei nip6620')).profile).toBe('worded');
    expect((await found('1.3.6.1.4.1.78.1', '1.3.6.1.2.1.1.1.0|4|Huawei')).profile).toBe('generic');
  });

  it('what answers alone where its number says nothing', async () => {
    expect((await found('1.3.6.1.4.1.12345', '1.3.6.1.2.1.33.1.0|2|1')).profile).toBe('ups');
  });

  it('generic where nothing fits, and says so', async () => {
    expect(await found('1.3.6.1.4.1.12345')).toMatchObject({
      profile: 'generic',
      why: 'no profile knows 1.3.6.1.4.1.12345',
    });
  });
});
