import { beforeEach, describe, expect, test } from 'vitest';
import { createBounds } from './bounds.ts';
import { createResolver, type Resolver } from './resolver.ts';

let nowMs: number;
let asked: string[];
let answers: Record<string, readonly string[] | Error>;
let resolver: Resolver;

beforeEach(() => {
  nowMs = 0;
  asked = [];
  answers = {};
  resolver = createResolver({
    bounds: createBounds(['10.0.0.0/8', 'fd00::/8']),
    monotonicMs: () => nowMs,
    async lookup(host) {
      asked.push(host);
      const answer = answers[host] ?? Object.assign(new Error('none'), { code: 'ENOTFOUND' });
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
});

describe('an address', () => {
  test('within bounds is itself', async () => {
    expect(await resolver.resolve('10.1.2.3')).toBe('10.1.2.3');
    expect(asked).toEqual([]);
  });

  test('outside of them is a mistake in the settings', async () => {
    await expect(resolver.resolve('8.8.8.8')).rejects.toMatchObject({
      state: 'misconfigured',
      message: expect.stringContaining('8.8.8.8 lies outside'),
    });
  });
});

describe('a name', () => {
  test('is the first of its addresses that lies within bounds', async () => {
    answers['core.example'] = ['2001:db8::1', '8.8.8.8', '10.1.1.1', '10.1.1.2'];

    expect(await resolver.resolve('core.example')).toBe('10.1.1.1');
    expect(resolver.known('core.example')).toBe('10.1.1.1');
  });

  test('leads to an address of the family that is asked for, or to none', async () => {
    answers['core.example'] = ['10.1.1.1', '2001:db8::1', 'fd00::1'];
    answers['old.example'] = ['10.1.1.2'];

    expect(await resolver.resolve('core.example', 6)).toBe('fd00::1');
    expect(await resolver.resolve('core.example', 4)).toBe('10.1.1.1');
    await expect(resolver.resolve('old.example', 6)).rejects.toMatchObject({
      state: 'misconfigured',
      message: 'old.example has no address of IPv6, only 10.1.1.2: look at the setting family',
    });
    await expect(resolver.resolve('10.1.1.2', 6)).rejects.toMatchObject({ state: 'misconfigured' });
  });

  test('that leads outside is refused, and names where it leads', async () => {
    answers['evil.example'] = ['169.254.169.254', '8.8.8.8'];

    await expect(resolver.resolve('evil.example')).rejects.toMatchObject({
      state: 'misconfigured',
      message: expect.stringContaining('evil.example (169.254.169.254, 8.8.8.8) lies outside'),
    });
  });

  test('is looked up once for many, and again after five minutes', async () => {
    answers['core.example'] = ['10.1.1.1'];
    await Promise.all(Array.from({ length: 50 }, () => resolver.resolve('core.example')));
    expect(asked).toHaveLength(1);

    nowMs = 299_999;
    await resolver.resolve('core.example');
    expect(asked).toHaveLength(1);

    nowMs = 300_000;
    answers['core.example'] = ['10.1.1.9'];
    await resolver.resolve('core.example');
    await expect.poll(() => resolver.known('core.example')).toBe('10.1.1.9');
  });

  test('keeps its last address while names cannot be looked up, and loses it when it leads outside', async () => {
    answers['core.example'] = ['10.1.1.1'];
    await resolver.resolve('core.example');
    nowMs = 400_000;
    answers['core.example'] = Object.assign(new Error('no server'), { code: 'EAI_AGAIN' });
    await resolver.resolve('core.example');

    expect(await resolver.resolve('core.example')).toBe('10.1.1.1');

    nowMs = 500_000;
    answers['core.example'] = ['8.8.8.8'];
    await resolver.resolve('core.example');
    await expect.poll(() => resolver.known('core.example')).toBeUndefined();
    await expect(resolver.resolve('core.example')).rejects.toThrow('lies outside');
  });

  test.each([
    ['ENOTFOUND', 'misconfigured'],
    ['EAI_AGAIN', 'failed'],
  ])('that leads nowhere (%s) is %s, and asked for again after a minute', async (code, state) => {
    answers['gone.example'] = Object.assign(new Error('none'), { code });
    const message = `the name gone.example leads to no address: ${code}`;

    await expect(resolver.resolve('gone.example')).rejects.toMatchObject({ state, message });
    await expect(resolver.resolve('gone.example')).rejects.toMatchObject({ state });
    expect(asked).toHaveLength(1);

    nowMs = 60_000;
    answers['gone.example'] = ['10.0.0.1'];
    expect(await resolver.resolve('gone.example')).toBe('10.0.0.1');
  });
});
