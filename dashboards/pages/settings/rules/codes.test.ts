import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ADVICE_REASONS } from '#protocol/advice.ts';
import { BACK_TEST_ERRORS, BACK_TEST_NOTES } from '#protocol/back-test.ts';
import { CONTRADICTIONS } from '#protocol/rule-contradictions.ts';
import { WHY_NOT_NOTHING, WHY_NOT_STEPS } from '#protocol/why-not.ts';
import { en } from '../../../words/en.ts';
import { createFormats } from '../../../words/format.ts';
import { zhCN } from '../../../words/zh-cn.ts';
import { noteText, reasonText, testErrorText } from './note-text.ts';
import { whyNotText } from './why-not-text.ts';

/** Every code that a file of the collector writes into an answer. */
function codesIn(folder: string, files: (name: string) => boolean = () => true): string[] {
  const names = readdirSync(folder).filter((name) => /(?<!\.test)\.ts$/.test(name) && files(name));
  const source = names.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  const found = [...source.matchAll(/(?:code: |note\(|stop\(|pass\()'([a-z_]+)'/g)].map(([, code]) => code);
  return [...new Set(found)].sort();
}

const advice = join(import.meta.dirname, '../../../../collector/advice');
const why = join(import.meta.dirname, '../../../../collector/why');

describe('codes of the collector', () => {
  it('of back-tests and advice are all known', () => {
    const known = new Set<string>([...BACK_TEST_NOTES, ...BACK_TEST_ERRORS, ...ADVICE_REASONS]);

    expect(codesIn(advice).length).toBeGreaterThan(10);
    expect(codesIn(advice).filter((code) => !known.has(code))).toEqual([]);
  });

  it('of why-not are all known', () => {
    // What an alert is, and what became of a judgement, are no steps.
    const others = ['no_values', 'store_has_none', 'no_history'];
    const known = new Set<string>([...WHY_NOT_STEPS, ...WHY_NOT_NOTHING, ...others]);
    const found = codesIn(why, (name) =>
      /^(why-not|why-not-facts|explain-not|left-out|read-judged)\.ts$/.test(name),
    );

    expect(found.length).toBeGreaterThan(20);
    expect(found.filter((code) => !known.has(code))).toEqual([]);
  });
});

describe.each([zhCN, en])('in $language', (words) => {
  const formats = createFormats(words.language, 'Asia/Shanghai');
  const said = { words, formats, groupName: (id: string) => id, targetName: (id: string) => id };

  it.each(BACK_TEST_NOTES)('a note of a back-test has words: %s', (code) => {
    expect(noteText({ code, params: {} }, words, formats)).not.toBe(code);
  });

  it.each(BACK_TEST_ERRORS)('a failed back-test has words: %s', (code) => {
    expect(testErrorText({ code, params: {} }, words, formats)).not.toBe(code);
  });

  it.each(ADVICE_REASONS)('a reason of advice has words: %s', (code) => {
    expect(reasonText({ code, params: {} }, '%', words, formats)).not.toBe(code);
  });

  it.each([...WHY_NOT_STEPS, ...WHY_NOT_NOTHING])('a step of why-not has words: %s', (code) => {
    expect(whyNotText(code, {}, 'disk.used_percent', said)).not.toBe(code);
  });

  it.each(CONTRADICTIONS)('a contradiction has words: %s', (code) => {
    expect(words.rules.faults[code]).toMatch(/./);
  });
});
