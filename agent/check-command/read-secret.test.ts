import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readSecret } from './read-secret.ts';

function piped(text: string): typeof process {
  const stdin = new PassThrough();
  stdin.end(text);
  return { ...process, stdin, stderr: new PassThrough() } as unknown as typeof process;
}

describe('a secret that is asked for', () => {
  it('is the first line of what is piped in', async () => {
    expect(await readSecret('password: ', piped('geheim 密码\nmore\n'))).toBe('geheim 密码');
  });

  it('is taken without an end of its line', async () => {
    expect(await readSecret('password: ', piped('geheim'))).toBe('geheim');
  });

  it('is empty when nothing comes', async () => {
    expect(await readSecret('password: ', piped(''))).toBe('');
  });
});
