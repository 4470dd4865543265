import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '#config/read-config.ts';
import { profileFiles, readProfiles } from '../profile/load-profiles.ts';
import { Cell, Profile, ReadingRule, Section } from '../profile/profile.ts';
import { shippedProfiles } from '../profile/shipped-profiles.ts';

const files = profileFiles(import.meta.dirname);
const problems = problemsOf();

function problemsOf(): ConfigError['problems'] {
  try {
    readProfiles(files);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe.each(files.map(({ file }) => [basename(file, '.yaml'), file]))('the profile %s', (name, file) => {
  it('has no mistake', () => {
    const own = problems.filter(({ where }) => where === file || where.startsWith(`${file}:`));

    expect(own.map(({ where, field, sentence }) => `${basename(where)}: ${field}: ${sentence}`)).toEqual([]);
  });

  it.skipIf(problems.length > 0)('stands in the file of its name, and can be found or included', () => {
    const all = shippedProfiles();
    const profile = all.find((each) => each.profile === name) as Profile;

    expect(basename(file, '.yaml')).toBe(profile?.profile);
    const isIncluded = all.some(({ include }) => include.includes(name));
    const isNamed = name === 'generic' || profile.protocol === 'modbus';
    expect(profile.recognise.length > 0 || isIncluded || isNamed).toBe(true);
    if (profile.recognise.length > 0) expect([...profile.seen, ...profile.unseen]).not.toEqual([]);
  });
});

it('no two profiles are recognised by the same evidence', () => {
  const evidence = shippedProfilesWithoutMistake().flatMap(({ recognise }) =>
    recognise.map((each) => JSON.stringify(each, Object.keys(each).sort())),
  );

  expect(evidence.filter((each, index) => evidence.indexOf(each) < index)).toEqual([]);
});

function shippedProfilesWithoutMistake(): Profile[] {
  return problems.length > 0 ? [] : shippedProfiles();
}

describe('the page of profiles', () => {
  const page = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');

  it.skipIf(problems.length > 0)('shows an example without mistake, with every kind of part', () => {
    const [, text] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];

    const set = readProfiles(
      [{ file: 'example-switch.yaml', text: text ?? '' }],
      shippedProfilesWithoutMistake(),
    );

    expect(set.get('example-switch')).toMatchObject({ kind: 'switch', traps: expect.any(Array) });
  });

  it.each([
    ['the whole', Profile.shape],
    ['a section', Section.shape],
    ['a cell', Cell.shape],
    ['a reading', ReadingRule.shape],
  ])('explains every field of %s', (_what, shape) => {
    expect(Object.keys(shape).filter((field) => !page.includes(`\`${field}\``))).toEqual([]);
  });
});
