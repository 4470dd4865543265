import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { profileFiles, readProfiles } from './load-profiles.ts';
import { loadProfiles } from './profiles.ts';

const folder = mkdtempSync(join(tmpdir(), 'ward-profiles-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A profile with one section, in which a test puts one thing right or wrong. */
function profileWith(section: string, rest = ''): string {
  return `profile: thing
title: { zh-CN: 物, en: Thing }
kind: device
${rest}
sections:
  - name: parts
    kind: table
    read:
      name: { oid: 1.3.6.1.4.1.1.1, as: text }
      state: { oid: 1.3.6.1.4.1.1.2, words: { 1: ok, 2: critical } }
      heat: { oid: 1.3.6.1.4.1.1.3 }
${section}
`;
}

const GOOD = `
    readings:
      - { metric: hardware.state, value: state, labels: { type: fan, part: '{name|index}' } }
      - { metric: hardware.temperature_celsius, value: heat, labels: { sensor: '{name}' } }
`;

function problemsOf(...texts: string[]): string {
  try {
    readProfiles(texts.map((text, i) => ({ file: `p${i}.yaml`, text })));
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a profile without mistake', () => {
  it('is read', () => {
    expect(problemsOf(profileWith(GOOD))).toBe('');
  });
});

describe('a mistake in a profile is told with file and line:', () => {
  it.each([
    [
      'a key that nobody knows',
      profileWith(`${GOOD}    colour: red`),
      /p0.yaml:\d+: sections\[0\]\.colour: there is no such setting/,
    ],
    [
      'a metric that nobody knows',
      profileWith(GOOD.replace('hardware.state', 'hardware.stat')),
      /p0.yaml:14: sections\[0\]\.readings\[0\]\.metric: there is no metric hardware.stat. Did you mean "hardware.state"\?/,
    ],
    [
      'a label that the metric has not',
      profileWith(GOOD.replace('sensor:', 'part:')),
      /p0.yaml:15: .*hardware.temperature_celsius has no label part; allowed is sensor/,
    ],
    [
      'a cell that is not read',
      profileWith(GOOD.replace('value: heat', 'value: heat / heats')),
      /p0.yaml:15: .*found "heats" at character 8 of "heat \/ heats"; allowed is a cell: name, state, heat/,
    ],
    [
      'a label of a cell that is not read',
      profileWith(GOOD.replace('{name|index}', '{nam|index}')),
      /p0.yaml:14: .*found \{nam\} in "\{nam\|index\}"; allowed is name, state, heat/,
    ],
    [
      'a word that the state has not',
      profileWith(GOOD).replace('2: critical', '2: broken'),
      /may come to broken; allowed are the words ok, warning, critical, unknown/,
    ],
    [
      'a number for a state',
      profileWith(GOOD.replace('value: state', 'value: heat')),
      /"heat" is a number; allowed are the words ok/,
    ],
    [
      'a word for a number',
      profileWith(GOOD.replace('value: heat', 'value: state')),
      /is a text; allowed is a number/,
    ],
    [
      'rows that nothing tells apart',
      profileWith(GOOD.replace("sensor: '{name}'", 'sensor: main')),
      /no label tells the rows of the table apart/,
    ],
    [
      'a cell that is read for nothing',
      profileWith(GOOD).replace('      heat:', '      spare: { oid: 1.3.6.1.4.1.1.9 }\n      heat:'),
      /p0.yaml:11: sections\[0\]\.read\.spare: is read and not used/,
    ],
    [
      'several scales without a range',
      profileWith(GOOD).replace('1.1.3 }', '1.1.3, scale: [1, 0.1] }'),
      /one is chosen by `within`/,
    ],
    [
      'words with a scale',
      profileWith(GOOD).replace('2: critical }', '2: critical }, scale: 2'),
      /has no scale/,
    ],
    [
      'a register over SNMP',
      profileWith(GOOD).replace('oid: 1.3.6.1.4.1.1.3', 'register: { table: input, address: 1 }'),
      /reads by `oid`/,
    ],
    [
      'two places for one cell',
      profileWith(GOOD).replace('1.1.3 }', '1.1.3, one_of: [1.2.3, 1.3.4] }'),
      /exactly one of `oid`/,
    ],
    [
      'a key of a cell that is not there',
      profileWith(GOOD).replace('1.1.3 }', '1.1.3, key: [0, port] }'),
      /there is no cell port/,
    ],
    [
      'an include that is not there',
      profileWith(GOOD, 'include: [other]'),
      /p0.yaml:4: include\[0\]: there is no profile other; allowed is one of thing/,
    ],
    ['an include of itself', profileWith(GOOD, 'include: [thing]'), /a circle is not allowed/],
    [
      'a section to leave out that is not there',
      profileWith(GOOD, 'without: [fans]'),
      /no included profile has a section fans/,
    ],
    [
      'a metric of its own that the vocabulary has',
      profileWith(
        GOOD,
        "metrics: [{ name: net.speed, kind: gauge, unit: '1', meaning: { zh-CN: 速, en: speed } }]",
      ),
      /the vocabulary has net.speed already/,
    ],
    [
      'a trap that clears what is not there',
      profileWith(GOOD, 'traps: [{ oid: 1.2.3, name: up, clears: [dwon], meaning: { zh-CN: 起, en: up } }]'),
      /there is no trap dwon/,
    ],
    ['nothing to go by', profileWith(GOOD, 'recognise: [{}]'), /nothing to go by/],
  ])('%s', (_what, text, message) => {
    expect(problemsOf(text)).toMatch(message);
  });

  it('every mistake of every file at once', () => {
    const wrong = profileWith(GOOD.replace('hardware.state', 'hardware.stat'));

    const told = problemsOf(
      wrong,
      wrong.replace('profile: thing', 'profile: other').replace('kind: device', 'kind: toaster'),
    );

    expect(told).toMatch(/p0.yaml:14: .*no metric/);
    expect(told).toMatch(/p1.yaml:3: kind: found "toaster"/);
  });

  it('a name that two profiles have, and a section that two of them have', () => {
    expect(problemsOf(profileWith(GOOD), profileWith(GOOD))).toMatch(
      /p1.yaml:1: profile: thing is the name of p0.yaml/,
    );
    expect(
      problemsOf(
        profileWith(GOOD),
        profileWith(GOOD, 'include: [thing]').replace('profile: thing', 'profile: heir'),
      ),
    ).toMatch(/p1.yaml:6: .*an included profile has a section parts too/);
  });
});

describe('profiles that include others', () => {
  const own = profileWith(
    GOOD,
    'include: [base]\nmanners: { bulk: false }\nidentity: { model: [{ oid: 1.3.6.1.4.1.1.8.0 }] }',
  );
  const base = profileWith(
    GOOD,
    'manners: { bulk: true, repetitions: 5 }\nidentity: { model: [{ oid: 1.3.6.1.4.1.1.9.0 }] }',
  )
    .replace('profile: thing', 'profile: base')
    .replace('name: parts', 'name: more_parts');

  it('read their own sections first, and are first asked by their own identity and manners', () => {
    const set = readProfiles([
      { file: 'a.yaml', text: own },
      { file: 'b.yaml', text: base },
    ]);

    const thing = set.get('thing');
    expect(thing?.sections.map(({ name }) => name)).toEqual(['parts', 'more_parts']);
    expect(thing?.manners).toEqual({ bulk: false, repetitions: 5 });
    expect(thing?.identity.model?.map(({ oid }) => oid)).toEqual(['1.3.6.1.4.1.1.8.0', '1.3.6.1.4.1.1.9.0']);
  });

  it('leave out sections that they read better', () => {
    const set = readProfiles([
      { file: 'a.yaml', text: own.replace('include:', 'without: [more_parts]\ninclude:') },
      { file: 'b.yaml', text: base },
    ]);

    expect(set.get('thing')?.sections.map(({ name }) => name)).toEqual(['parts']);
  });
});

describe("a folder of the user's own", () => {
  it('stands beside the shipped profiles and may include them', () => {
    writeFileSync(join(folder, 'thing.yaml'), profileWith(GOOD, 'include: [generic-interfaces]'));

    const set = loadProfiles(folder);

    expect(set.get('thing')?.sections.map(({ name }) => name)).toContain('interfaces');
    expect(set.has('generic')).toBe(true);
  });

  it('may not take the name of a shipped one', () => {
    writeFileSync(
      join(folder, 'thing.yaml'),
      profileWith(GOOD).replace('profile: thing', 'profile: generic'),
    );

    expect(() => loadProfiles(folder)).toThrow(/generic is the name of a profile that Ward brings/);
  });

  it('that is not there is named', () => {
    expect(() => profileFiles(join(folder, 'nowhere'))).toThrow(
      /nowhere: cannot be read: .*allowed is a folder/,
    );
  });
});
