import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Memcached, startMemcached } from '#scripts/servers/memcached.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { readOnce, tcpServer } from '../test-service.ts';
import { memcached } from './memcached.ts';

describeWith('memcached', 'a real memcached', () => {
  let server: Memcached;
  let guarded: Memcached;
  beforeAll(async () => {
    [server, guarded] = await Promise.all([startMemcached(), startMemcached({ accounts: ['ward:secret'] })]);
  });
  afterAll(() => Promise.all([server?.stop(), guarded?.stop()]));

  it('tells its connections, items and memory, and what it is', async () => {
    await say(server.port, 'set a 0 0 5\r\nhello\r\nget a\r\nget b\r\nquit\r\n');

    const { values, facts } = await readOnce(memcached, { port: server.port });

    expect(values).toMatchObject({
      'memcached.curr_items': 1,
      'memcached.cmd_get': 2,
      'memcached.get_hits': 1,
      'memcached.get_misses': 1,
      'memcached.max_connections': 64,
      'memcached.limit_maxbytes': 8 * 1024 * 1024,
      'memcached.evictions': 0,
      'middleware.requests_total': 3,
    });
    expect(values['middleware.busy_percent{connections}']).toBeGreaterThan(0);
    expect(facts).toMatchObject([{ data: { product: 'memcached', version: expect.stringMatching(/^1\./) } }]);
  });

  it('lets in with the account of its file, and nobody else', async () => {
    const { values } = await readOnce(memcached, { port: guarded.port, user: 'ward', password: 'secret' });
    const wrong = readOnce(memcached, { port: guarded.port, user: 'ward', password: 'wrong-one' });

    expect(values['memcached.curr_items']).toBe(0);
    await expect(wrong).rejects.toMatchObject({ state: 'wrong_secret' });
    await expect(wrong).rejects.not.toThrow(/wrong-one/);
    await expect(readOnce(memcached, { port: guarded.port })).rejects.toMatchObject({
      state: 'wrong_secret',
    });
  });

  it('that hangs is silent', async () => {
    server.pause();
    const asked = readOnce(memcached, { port: server.port, timeout: '200ms' });
    await expect(asked).rejects.toMatchObject({ state: 'silent' });
    server.resume();
  });
});

describe('something that is no memcached', () => {
  it.each([
    ['answers as a web server does', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'wrong_answer', /not memcached/],
    ['takes no more connections', 'ERROR Too many open connections\r\n', 'full', /as many connections/],
    ['does not know stats', 'ERROR\r\n', 'unsupported', /answers "ERROR"/],
    ['tells figures of something else', 'STAT pid 1\r\nEND\r\n', 'wrong_answer', /tells no connections/],
  ])('and %s', async (_what, text, state, message) => {
    const server = await tcpServer((socket) => socket.end(text));

    const asked = readOnce(memcached, { port: server.port });

    await expect(asked).rejects.toMatchObject({ state, message: expect.stringMatching(message) });
    await server.close();
  });

  it.each([
    ['ends in the middle', 'silent', (line: string) => ({ once: line, more: false })],
    ['never ends', 'not_understood', (line: string) => ({ once: line, more: true })],
  ])('and whose answer %s', async (_what, state, kind) => {
    const server = await tcpServer((socket) => {
      const { once, more } = kind('STAT a 1\r\n');
      if (!more) {
        socket.end(once);
        return;
      }
      const go = () => {
        while (!socket.destroyed && socket.write(once.repeat(1_000)));
      };
      socket.on('drain', go);
      go();
    });

    await expect(readOnce(memcached, { port: server.port })).rejects.toMatchObject({ state });
    await server.close();
  });
});

function say(port: number, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket
      .on('data', () => {})
      .on('error', reject)
      .on('close', () => resolve());
  });
}
