import { describe, expect, test } from 'vitest';
import { createNpmOutput } from './npm-output.js';

const fetched = 'npm http fetch GET 200 https://registry/zod/-/zod-4.tgz 120ms (cache miss)\n';
const failed = 'npm http fetch GET https://registry/ws attempt 1 failed with ENOTFOUND\n';
const manyFailed = failed.repeat(5);

describe('what npm prints', () => {
  test('means that the network is down when nothing answers for 15 s after a failure', () => {
    const output = createNpmOutput();
    output.take(fetched, 0);
    expect(output.downBecause(60_000)).toBeUndefined();

    output.take(manyFailed, 60_000);
    expect(output.downBecause(74_999)).toBeUndefined();
    expect(output.downBecause(75_000)).toBe('ENOTFOUND');
  });

  test('means that it is back as soon as a package comes, but not when one comes from the cache', () => {
    const output = createNpmOutput();
    output.take(manyFailed, 0);
    output.take(fetched.replace('miss', 'hit'), 1_000);
    expect(output.downBecause(15_000)).toBe('ENOTFOUND');

    output.take(fetched, 15_000);
    expect(output.downBecause(40_000)).toBeUndefined();
    expect(output.fetched()).toBe(1);
  });

  test('does not mean that after one failure, whose second try may be slow', () => {
    const output = createNpmOutput();
    output.take(failed, 0);

    expect(output.downBecause(600_000)).toBeUndefined();
  });

  test('is read right when it arrives in pieces', () => {
    const output = createNpmOutput();
    const text = 'npm error code EUSAGE\nnpm error package.json and package-lock.json are not in sync\n';
    for (const letter of text) output.take(letter, 0);

    expect(output.networkFailure()).toBeUndefined();
    expect(output.complaints()).toBe(text.trim());
  });

  test('blames the network only where npm ends with it', () => {
    const output = createNpmOutput();
    output.take(`${failed}${fetched}npm error code EINTEGRITY\n`, 0);
    expect(output.networkFailure()).toBeUndefined();

    output.take('npm error code ECONNREFUSED\n', 0);
    expect(output.networkFailure()).toBe('ECONNREFUSED');
  });
});
