import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CREDENTIAL_KINDS } from '#protocol/credential.ts';
import { ProbeCatalogue } from '#protocol/probe-catalogue.ts';
import { probeCatalogue } from './catalogue.ts';

const catalogue = probeCatalogue();
const settings = catalogue.flatMap((entry) =>
  entry.settings.map((setting) => [`${entry.probe} ${setting.name}`, setting] as const),
);
const settingOf = (name: string) => settings.find(([each]) => each === name)?.[1];

describe('the catalogue of probes', () => {
  it('is what the collector reads, each probe once', () => {
    expect(ProbeCatalogue.parse(catalogue)).toEqual(catalogue);
    const names = catalogue.map(({ probe }) => probe);
    expect(names).toEqual([...new Set(names)]);
    expect(names).toEqual(expect.arrayContaining(['snmp', 'postgres', 'redis', 'nginx', 'http', 'tcp']));
  });

  it.each(catalogue.map((entry) => [entry.probe, entry] as const))(
    '%s has a title and a target',
    (_, entry) => {
      expect(entry.title['zh-CN']).not.toBe('');
      expect(entry.title.en).not.toMatch(/\p{Script=Han}|^$/u);
      expect(['device', 'database', 'service', 'page', 'host', 'job']).toContain(entry.target);
      expect(CREDENTIAL_KINDS).toEqual(expect.arrayContaining(entry.credentials));
    },
  );

  it('tells the port where there is a usual one, and whether there is one at all', () => {
    const portOf = (probe: string) => {
      const { hasPort, port } = catalogue.find((each) => each.probe === probe) ?? {};
      return [hasPort, port];
    };

    expect(portOf('postgres')).toEqual([true, 5432]);
    expect(portOf('certificate')).toEqual([true, 443]);
    expect(portOf('tcp')).toEqual([true, undefined]);
    expect(portOf('ping')).toEqual([false, undefined]);
  });
});

describe.each(catalogue.map((entry) => [entry.probe, entry.settings] as const))(
  'the settings of %s',
  (_, all) => {
    it('say what they do in both languages, briefly', () => {
      for (const { name, meaning } of all) {
        expect(meaning['zh-CN'], name).toMatch(/^[^`]*\p{Script=Han}/u);
        expect(meaning['zh-CN'].length, name).toBeLessThan(70);
        expect(meaning.en, name).toMatch(/[a-z]/);
        expect(meaning.en, name).not.toMatch(/\p{Script=Han}/u);
      }
    });

    it('have forms that fit what they take', () => {
      for (const { name, form, choices, default: fallback, min, max, example, meaning } of all) {
        expect(form === 'choice', name).toBe(choices !== undefined);
        if (choices && fallback !== undefined) expect(choices, name).toContain(fallback);
        if (form === 'number') expect(min, name).toBeLessThan(max ?? Number.NEGATIVE_INFINITY);
        if (form === 'duration' && fallback !== undefined)
          expect(fallback, name).toMatch(/^\d+(ms|s|m|h|d)$/);
        if (meaning.en.startsWith('patience')) expect(form, name).toBe('duration');
        // Nobody guesses what a map of several fields looks like.
        if (form === 'structure') expect(parse(example ?? '') instanceof Object, name).toBe(true);
      }
    });
  },
);

describe('forms', () => {
  it('know lists of numbers from lists of texts', () => {
    expect(settingOf('tcp ports')).toMatchObject({ form: 'list', ofNumbers: true });
    expect(settingOf('http contains')).toMatchObject({ form: 'list' });
    expect(settingOf('http contains')?.ofNumbers).toBeUndefined();
  });

  it('have several lines for what has several, such as a certificate', () => {
    expect(settingOf('http ca')?.isLong).toBe(true);
    expect(settingOf('http path')?.isLong).toBeUndefined();
  });

  it('offer versions in their order', () => {
    expect(settingOf('http min_tls')?.choices).toEqual(['1.0', '1.1', '1.2']);
  });

  it('never ask for a secret among the settings: those come with a credential', () => {
    const secretive = settings
      .map(([name]) => name)
      .filter((name) => /password|token|secret|key$/.test(name));

    expect(secretive.filter((name) => !/ (host_key|clear_password)$/.test(name))).toEqual([]);
  });
});
