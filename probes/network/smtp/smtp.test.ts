import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CertificateAuthority, certificateAuthority } from '#scripts/servers/certificates.ts';
import { type Exim, startExim, whyNoExim } from '#scripts/servers/exim.ts';
import { closeBehind, failure, figures, listener, never, options, shutPort } from '../test-listeners.ts';
import { SmtpConfig } from './config.ts';
import { smtp } from './smtp.ts';

const parsed = (settings: object) => SmtpConfig.parse({ address: '127.0.0.1', ...settings });
const collect = (settings: object, signal = never) =>
  smtp.create(parsed(settings), { ...options, host: '127.0.0.1' }).collect(signal);
const phases = (read: Record<string, number>): string[] =>
  Object.keys(read).flatMap((key) => /^smtp\.phase_seconds (.*)/.exec(key)?.[1] ?? []);

const reason = whyNoExim();
describe.skipIf(reason)(`a real mail server${reason ? ` (${reason})` : ''}`, () => {
  let authority: CertificateAuthority;
  let plain: Exim;
  let busy: Exim;
  let secure: Exim;
  let sealed: Exim;
  let ca: string;
  beforeAll(async () => {
    authority = certificateAuthority();
    ca = authority.ca;
    const certificate = authority.issue({ toDays: 20 });
    const expired = authority.issue({ fromDays: -20, toDays: -2 });
    plain = await startExim();
    busy = await startExim({ lines: ['smtp_accept_max = 1'] });
    secure = await startExim({ certificate });
    sealed = await startExim({ certificate: expired, isTlsAtOnce: true });
  });
  afterAll(async () => {
    await Promise.all([plain, busy, secure, sealed].map((each) => each?.stop()));
    authority?.remove();
  });

  it('is greeted, asked what it can, and left, each with its time', async () => {
    const read = figures((await collect({ port: plain.port })).readings);

    expect(phases(read)).toEqual(['connect', 'banner', 'ehlo']);
    expect(read['smtp.response_seconds']).toBeGreaterThan(0);
  });

  it('goes over to TLS, and the days of its certificate are told', async () => {
    const read = figures((await collect({ port: secure.port, ca })).readings);

    expect(phases(read)).toEqual(['connect', 'banner', 'ehlo', 'tls']);
    expect(Math.round(read['certificate.days_left'] ?? 0)).toBe(20);
  });

  it('whose certificate is unknown, or over, proves nobody; the days are told all the same', async () => {
    const unknown = await failure(collect({ port: secure.port }));
    const over = await failure(collect({ port: sealed.port, security: 'tls', ca }));

    expect(unknown.state).toBe('bad_certificate');
    expect(over.state).toBe('bad_certificate');
    expect(figures(over.measurements?.readings)['certificate.days_left']).toBeLessThan(0);
  });

  it('that speaks TLS at once is understood so, without judging when asked not to', async () => {
    const read = figures((await collect({ port: sealed.port, security: 'tls', verify: false })).readings);

    expect(phases(read)).toEqual(['connect', 'tls', 'banner', 'ehlo']);
  });

  it.each([
    ['under TLS', () => ({ port: secure.port, ca })],
    ['without it, by a challenge', () => ({ port: plain.port })],
    ['without it, where that is allowed', () => ({ port: plain.port, clear_password: true })],
  ])('lets an account in %s', async (_how, where) => {
    const { user, password } = secure;

    const read = figures((await collect({ ...where(), user, password })).readings);

    expect(phases(read)).toContain('auth');
  });

  it('does not let a wrong password in, which stands in no error', async () => {
    const error = await failure(collect({ port: secure.port, ca, user: 'ward', password: 'wrong-5f1c' }));

    expect(error).toMatchObject({ state: 'wrong_secret', message: expect.stringContaining('535') });
    expect(JSON.stringify([error.message, String(error.cause)])).not.toContain('5f1c');
  });

  it('that takes no more sessions is full', async () => {
    const only = await waitForGreeting(busy.port);

    const error = await failure(collect({ port: busy.port }));

    expect(error).toMatchObject({ state: 'full', message: expect.stringContaining('421') });
    only.destroy();
  });

  it('tells its make', async () => {
    const explained = await smtp.explain?.(parsed({ port: secure.port, ca }), options, never);

    expect(explained?.recognised).toMatchObject({ name: 'mail.example' });
    expect(explained?.recognised?.model).toMatch(/^Exim 4/);
    expect(explained?.timings.map(({ step }) => step)).toEqual(['connect', 'banner', 'ehlo', 'tls']);
  });
});

describe('what listens on a port of mail', () => {
  /** Answers each line with the next text. */
  const scripted = (...texts: string[]) =>
    listener((socket) => {
      const left = [...texts];
      socket.write(left.shift() ?? '');
      socket.on('data', () => socket.write(left.shift() ?? ''));
    });
  const GREETING = '220 mail.example ESMTP\r\n';

  it.each([
    ['refuses strangers', ['554 no\r\n'], {}, 'denied', /greets with "554 no"/],
    [
      'greets otherwise',
      [GREETING],
      { expect: 'ESMTP Postfix' },
      'wrong_answer',
      /expected is "ESMTP Postfix"/,
    ],
    ['is no mail server', ['SSH-2.0-OpenSSH_9\r\n'], {}, 'not_understood', /no mail server/],
    ['says nothing', [''], {}, 'silent', /says nothing for 200 ms/],
    ['greets for ever', ['220-a\r\n'.repeat(5_000)], {}, 'not_understood', /more than 100 lines/],
    ['says one line for ever', ['2'.repeat(1_000_000)], {}, 'not_understood', /without end/],
    [
      'offers no TLS',
      [GREETING, '250 mail.example\r\n'],
      { security: 'starttls' },
      'unsupported',
      /STARTTLS/,
    ],
    [
      'goes on in the clear',
      [GREETING, '250-mail.example\r\n250 STARTTLS\r\n', '220 go\r\n250 injected\r\n'],
      {},
      'not_understood',
      /in the clear/,
    ],
    [
      'takes clear passwords only',
      [GREETING, '250-mail.example\r\n250 AUTH=LOGIN PLAIN\r\n'],
      { user: 'u', password: 'p' },
      'misconfigured',
      /in the clear/,
    ],
    [
      'lets nobody in',
      [GREETING, '250 mail.example\r\n'],
      { user: 'u', password: 'p' },
      'unsupported',
      /offers none/,
    ],
  ])('and %s is told so', async (_what, texts, settings, state, message) => {
    const port = await scripted(...texts);

    const timeout = state === 'silent' ? '200ms' : '10s';
    const error = await failure(collect({ port, timeout, ...settings }));

    expect(error).toMatchObject({ state, message: expect.stringMatching(message) });
  });

  it('and agrees to TLS, and then hangs, is silent', async () => {
    const port = await scripted(GREETING, '250-mail.example\r\n250 STARTTLS\r\n', '220 go\r\n');

    const error = await failure(collect({ port, timeout: '1s' }));

    expect(error).toMatchObject({ state: 'silent', message: expect.stringContaining('TLS handshake') });
  });

  it('and hangs up, or is shut, is refused', async () => {
    const port = await listener((socket) => socket.end('220'));

    expect((await failure(collect({ port }))).state).toBe('refused');
    expect((await failure(collect({ port: await shutPort() }))).state).toBe('refused');
  });

  it('is left as soon as nobody waits any more', async () => {
    const port = await scripted('');
    const stopped = new AbortController();

    const asked = collect({ port, timeout: '30s' }, stopped.signal);
    setTimeout(() => stopped.abort(new Error('stopped')), 20);

    await expect(asked).rejects.toThrow('stopped');
  });
});

async function waitForGreeting(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  closeBehind(() => socket.destroy());
  await new Promise((resolve) => socket.once('data', resolve));
  return socket;
}
