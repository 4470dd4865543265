import { describe, expect, it } from 'vitest';
import { hasIpv6, withoutIpv6 } from '#scripts/servers/ipv6.ts';
import { failure, figures, fullPort, listener, never, options, shutPort } from '../test-listeners.ts';
import { TcpConfig } from './config.ts';
import { tcp } from './tcp.ts';
import { holds, unescaped } from './text.ts';

const SUCCESS = 0;
const TIMEOUT = 1;
const CONNECTION_FAILED = 2;

const collect = (settings: object) =>
  tcp.create(TcpConfig.parse({ address: '127.0.0.1', ...settings }), options).collect(never);

describe('a port', () => {
  it('that lets in is told with the time that it took', async () => {
    const port = await listener(() => {});

    const { readings } = await collect({ port });

    expect(figures(readings)[`net_response.result_code ${port}`]).toBe(SUCCESS);
    expect(figures(readings)[`net_response.response_time ${port}`]).toBeGreaterThan(0);
  });

  it('that is shut is refused, and its result is told all the same', async () => {
    const port = await shutPort();

    const { state, message, measurements } = await failure(collect({ port }));

    expect(state).toBe('refused');
    expect(message).toContain(`port ${port} is shut`);
    expect(figures(measurements?.readings)).toEqual({
      [`net_response.result_code ${port}`]: CONNECTION_FAILED,
      [`net_response.response_time ${port}`]: Number.NaN,
    });
  });

  it('that answers what is expected, in pieces, to what was sent', async () => {
    const port = await listener((socket) =>
      socket.once('data', (asked) => {
        socket.write(`+PO`);
        setImmediate(() => socket.write(`NG ${String(asked).trim()} 守望\r\n`));
      }),
    );

    const { readings } = await collect({ port, send: 'hello\\r\\n', expect: '+PONG*望' });

    expect(figures(readings)[`net_response.result_code ${port}`]).toBe(SUCCESS);
  });

  it.each([
    ['answers something else', 'end', 'HTTP/1.1 400 Bad Request\r\n', 'wrong_answer', /answers "HTTP/],
    ['hangs up at once', 'end', '', 'wrong_answer', /hangs up/],
    ['says nothing', 'write', '', 'silent', /no answer within 200 ms/],
    ['never comes to an end', 'flood', '', 'wrong_answer', /answers "xxx.*…/],
  ])('that %s is told so', async (_what, how, answer, state, sentence) => {
    const port = await listener((socket) => {
      const flood = (): void => {
        if (!socket.destroyed) socket.write('x'.repeat(65_536), flood);
      };
      if (how === 'flood') flood();
      else if (how === 'end') socket.end(answer);
    });

    const timeout = state === 'silent' ? '200ms' : '10s';
    const error = await failure(collect({ port, expect: 'SSH-2.0-*', timeout }));

    expect(error).toMatchObject({ state, message: expect.stringMatching(sentence) });
  });

  it('that never takes the connection is silent', async () => {
    const error = await failure(collect({ port: await fullPort(), timeout: '300ms' }));

    expect(error).toMatchObject({ state: 'silent', message: expect.stringContaining('within 300 ms') });
  });

  it.skipIf(!hasIpv6)(`over IPv6, and by a name over the IP that is asked for${withoutIpv6}`, async () => {
    const port = await listener(() => {}, '::1');

    expect((await collect({ address: '::1', port })).readings).toHaveLength(2);
    expect((await failure(collect({ address: '127.0.0.1', port, family: 'ipv6' }))).message).toContain(
      'IPv6',
    );
    const asked: unknown[] = [];
    const named = tcp.create(TcpConfig.parse({ address: '127.0.0.1', port, family: 'ipv6' }), {
      ...options,
      host: 'core.example',
      async resolve(...what) {
        asked.push(what);
        return '::1';
      },
    });
    expect((await named.collect(never)).readings).toHaveLength(2);
    expect(asked).toEqual([['core.example', 6]]);
  });
});

describe('several ports', () => {
  it('are told one by one while one of them works', async () => {
    const open = await listener(() => {});
    const shut = await shutPort();

    const { readings, skipped } = await collect({ ports: [open, shut] });

    expect(figures(readings)[`net_response.result_code ${open}`]).toBe(SUCCESS);
    expect(figures(readings)[`net_response.result_code ${shut}`]).toBe(CONNECTION_FAILED);
    expect(skipped).toEqual([{ what: `port ${shut}`, why: expect.stringContaining('is shut') }]);
  });

  it('are the same series from one collection to the next', async () => {
    const probe = tcp.create(
      TcpConfig.parse({ address: '127.0.0.1', port: await listener(() => {}) }),
      options,
    );

    const [first, second] = [await probe.collect(never), await probe.collect(never)];

    expect(first.readings.map(({ column }) => column)).toEqual(second.readings.map(({ column }) => column));
    expect(first.readings[0]?.column).toBe(second.readings[0]?.column);
  });

  it('none of which answers are one silent target', async () => {
    const port = await listener(() => {});
    const asked = collect({ ports: [port], expect: 'x', timeout: '100ms' });

    const { state, measurements } = await failure(asked);

    expect(state).toBe('silent');
    expect(figures(measurements?.readings)[`net_response.result_code ${port}`]).toBe(TIMEOUT);
  });
});

it('stops as soon as nobody waits any more', async () => {
  const stopped = new AbortController();
  const config = TcpConfig.parse({
    address: '127.0.0.1',
    port: await listener(() => {}),
    expect: 'x',
    timeout: '30s',
  });

  const asked = tcp.create(config, options).collect(stopped.signal);
  setImmediate(() => stopped.abort(new Error('stopped')));

  await expect(asked).rejects.toThrow('stopped');
});

it('explains each port with its time', async () => {
  const port = await listener(() => {});

  const explained = await tcp.explain?.(
    TcpConfig.parse({ address: 'localhost', family: 'ipv4', port }),
    options,
    never,
  );

  expect(explained?.timings).toMatchObject([{ step: `port ${port}`, requests: 1, values: 2 }]);
  expect(explained?.readings.find(({ metric }) => metric === 'net_response.result_code')?.word).toBe(
    'success',
  );
});

it('needs a port, and says so', () => {
  expect(TcpConfig.safeParse({ address: 'a' }).error?.issues[0]?.message).toContain('which port?');
});

describe('what is expected', () => {
  it.each([
    ['220 mail ESMTP', '220*ESMTP', true],
    ['220 mail', '220*ESMTP', false],
    ['ab', 'b*a', false],
    ['a'.repeat(4_096), `${'a*'.repeat(90)}b`, false],
  ])('%.20j holds %.20j: %j', (text, expected, is) => {
    expect(holds(text, expected)).toBe(is);
  });

  it('may be sent with letters that a command line does not have', () => {
    expect(unescaped(String.raw`a\r\n\x00\\n`)).toBe('a\r\n\0\\n');
  });
});
