import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { certificateAuthority } from '#scripts/servers/certificates.ts';
import { startExim, whyNoExim } from '#scripts/servers/exim.ts';
import { describeUnless } from '#scripts/servers/unavailable.ts';
import type { Call, Delivery } from '../channel.ts';
import { storm } from '../http-channel-suite.ts';
import { sampleCall, sampleEvent } from '../sample-call.ts';
import { email } from './email.ts';
import { mailOf } from './words.ts';

const T0 = Date.UTC(2026, 10, 21, 10, 5, 9);

let servers: { close(done?: () => void): unknown }[];
let received: { from: string; to: string[]; mail: string }[];
beforeEach(() => {
  servers = [];
  received = [];
});
afterEach(async () => {
  for (const server of servers) await new Promise<void>((resolve) => server.close(() => resolve()));
});

/** A real mail server on loopback; returns its port. */
async function smtp(options: SMTPServerOptions = {}): Promise<number> {
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map((each) => each.address),
          mail: Buffer.concat(chunks).toString(),
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.server.address() as AddressInfo).port;
}

function tell(port: number, more: object = {}, call: Call = sampleCall(T0)): Promise<Delivery> {
  const config = email.config.parse({
    host: '127.0.0.1',
    port,
    security: 'none',
    from: 'ward@example.com',
    to: ['ops@example.com', 'night@example.com'],
    timeoutMs: 5_000,
    ...more,
  });
  return email.create(config).tell(call, new AbortController().signal);
}

/** Reads one header of a mail, encoded words and folding undone. */
function header(mail: string, name: string): string {
  const head = mail.slice(0, mail.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
  const line = head.split('\r\n').find((each) => each.toLowerCase().startsWith(`${name}:`)) ?? '';
  const value = line.slice(name.length + 1).trim();
  return value
    .replace(/\?= =\?/g, '?==?')
    .replace(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_, kind, text) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString()
        : decodeURIComponent(text.replace(/_/g, ' ').replace(/=([0-9A-F]{2})/g, '%$1')),
    );
}

test('sends one mail to all recipients, with a subject that says it all', async () => {
  const delivery = await tell(await smtp());

  expect(delivery).toMatchObject({ delivered: true, answer: expect.stringContaining('250') });
  expect(received).toHaveLength(1);
  const [{ from, to, mail }] = received;
  expect(from).toBe('ward@example.com');
  expect(to).toEqual(['ops@example.com', 'night@example.com']);
  expect(header(mail, 'subject')).toBe('[critical] web1 Disk space critical: 91.2 % (limit 90 %)');
  expect(header(mail, 'auto-submitted')).toBe('auto-generated');
  expect(header(mail, 'references')).toContain('00112233445566778899aabbccddeeff@example.com');
  expect(mail).toMatch(/text\/plain/);
  expect(mail).toMatch(/text\/html/);
});

test('a contact is written to alone, and one without an address is not mistaken for another', async () => {
  const to = { id: 'zhang', name: '张三', email: 'zhang@example.com', phone: '' };
  const port = await smtp();

  await tell(port, {}, sampleCall(T0, { to }));
  const nobody = await tell(port, {}, sampleCall(T0, { to: { ...to, email: '' } }));

  expect(received.map((mail) => mail.to)).toEqual([['zhang@example.com']]);
  expect(nobody).toMatchObject({
    delivered: false,
    retryable: false,
    reason: expect.stringContaining('张三'),
  });
});

test('speaks Chinese', async () => {
  await tell(await smtp(), {}, sampleCall(T0, { language: 'zh-CN' }));

  expect(header(received[0].mail, 'subject')).toBe('[严重] web1 磁盘空间告急：91.2 %（阈值 90 %）');
});

describe('a mail', () => {
  test('about several events counts them and names the targets', () => {
    const events = [
      sampleEvent(T0),
      sampleEvent(T0, { target: 'db1', severity: 'warning' }),
      sampleEvent(T0, { state: 'resolved', resolvedAtMs: T0, resolution: 'recovered' }),
    ];

    expect(mailOf(sampleCall(T0, { events })).subject).toBe('[critical] 2 alerts, 1 resolved: web1, db1');
    expect(mailOf(sampleCall(T0, { events, language: 'zh-CN' })).subject).toBe(
      '[严重] 2 条告警，1 条恢复：web1、db1',
    );
  });

  test('links to the alert when the address of the pages is known', () => {
    const { text, html } = mailOf(sampleCall(T0, { pagesUrl: 'https://ward.example.com/' }));

    expect(text).toContain('https://ward.example.com/#/alerts?alert=00112233445566778899aabbccddeeff');
    expect(html).toContain('href="https://ward.example.com/#/alerts?alert=00112233445566778899aabbccddeeff"');
  });

  test('shows the lines that were seen when it fired, as text', () => {
    const evidence = { '00112233445566778899aabbccddeeff': ['ERROR <b>one</b>', 'ERROR two'] };
    const { text, html } = mailOf(sampleCall(T0, { evidence }));

    expect(text).toContain('Seen: ERROR <b>one</b>\nSeen: ERROR two');
    expect(html).toContain('ERROR &#60;b&#62;one&#60;/b&#62;');
  });

  test('says when it may be a repeat, and when it is only a test', () => {
    expect(mailOf(sampleCall(T0, { attempt: 1 })).text).toContain('may be a repeat');
    expect(mailOf(sampleCall(T0)).text).not.toContain('may be a repeat');
    expect(mailOf(sampleCall(T0, { test: true })).subject).toMatch(/^\[test\] /);
  });

  test('shows names from outside as text, in headers and in HTML', () => {
    const targetNames = { 'target-1': 'a\r\nBcc: x@example.com <script>' };

    const { subject, html } = mailOf(sampleCall(T0, { targetNames }));

    expect(subject).not.toMatch(/[\r\n]/);
    expect(html).not.toContain('<script>');
  });
});

describe('a mail', () => {
  test('sums up a storm, says what an alert takes down, and has a link that answers a drill', () => {
    const consequences = {
      '00112233445566778899aabbccddeeff': { total: 31, hanging: 31, notWell: 0, names: ['web2'] },
    };
    const drill = { answerUrl: 'https://ward.example.com/drill/1?a=1&b=2' };

    expect(mailOf(storm()).text).toContain('Severities: critical 7000, warning 2500');
    expect(mailOf(storm())).toMatchObject({
      subject: '[critical] Storm: 9500 alerts, 500 resolved on 312 targets',
      leftOut: 9_997,
    });
    expect(mailOf(sampleCall(T0, { consequences })).html).toContain('31 targets: web2 …');
    expect(mailOf(sampleCall(T0, { drill })).html).toContain(
      'href="https://ward.example.com/drill/1?a=1&#38;b=2"',
    );
  });

  test('speaks in own words, which are text in HTML as well', () => {
    const templates = { en: { title: '{{target}}!', body: '<b>{{target}}</b>\n{{value}}' } };

    const { subject, text, html } = mailOf(sampleCall(T0), templates);

    expect(subject).toBe('web1!');
    expect(text).toContain('<b>web1</b>\n91.2 %');
    expect(html).toContain('&#60;b&#62;web1&#60;/b&#62;<br>91.2 %');
  });
});

describe('a refusal', () => {
  test.each([
    [550, false],
    [451, true],
  ])('with %d is worth another attempt: %s', async (responseCode, retryable) => {
    const port = await smtp({
      onRcptTo: (_address, _session, done) => done(Object.assign(new Error('no'), { responseCode })),
    });

    expect(await tell(port)).toMatchObject({ delivered: false, retryable });
    expect(received).toEqual([]);
  });

  test('of one recipient is named, and the others get their mail', async () => {
    const port = await smtp({
      onRcptTo: ({ address }, _session, done) =>
        done(address.startsWith('ops') ? Object.assign(new Error('no'), { responseCode: 550 }) : null),
    });

    expect(await tell(port)).toMatchObject({
      delivered: true,
      answer: expect.stringContaining('not taken for o***@'),
    });
    expect(received[0].to).toEqual(['night@example.com']);
  });

  test('of the password is final', async () => {
    const port = await smtp({
      secure: true,
      disabledCommands: [],
      onAuth: ({ password }, _session, done) =>
        password === 'right'
          ? done(null, { user: 'ward' })
          : done(Object.assign(new Error('no'), { responseCode: 535 })),
    });
    const more = { security: 'tls', verifyCertificate: false, user: 'ward' };

    expect(await tell(port, { ...more, password: 'wrong' })).toMatchObject({
      delivered: false,
      retryable: false,
    });
    expect(await tell(port, { ...more, password: 'right' })).toMatchObject({ delivered: true });
  });
});

describe('in secret', () => {
  test('a certificate that nobody vouches for is not accepted unless told so', async () => {
    const port = await smtp({ disabledCommands: ['AUTH'] });

    expect(await tell(port, { security: 'starttls' })).toMatchObject({ delivered: false });
    expect(received).toEqual([]);
    expect(await tell(port, { security: 'starttls', verifyCertificate: false })).toMatchObject({
      delivered: true,
    });
  });

  test('nothing is sent to a server that does not offer STARTTLS', async () => {
    const port = await smtp();

    expect(await tell(port, { security: 'starttls' })).toMatchObject({ delivered: false });
    expect(received).toEqual([]);
  });

  test('a password is not sent in the clear', () => {
    const clear = {
      host: 'a',
      port: 25,
      security: 'none',
      from: 'a@example.com',
      to: ['b@example.com'],
      password: 'x',
    };

    expect(email.config.safeParse(clear).error?.issues).toMatchObject([{ path: ['security'] }]);
  });
});

test('a server that says nothing is not waited for longer than configured', async () => {
  const silent = createServer(() => {});
  servers.push(silent);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;

  expect(await tell(port, { timeoutMs: 150 })).toMatchObject({ delivered: false, retryable: true });
});

test('a server that is not there is worth another attempt', async () => {
  const port = await smtp();
  const [server] = servers.splice(0);
  await new Promise<void>((resolve) => server.close(() => resolve()));

  expect(await tell(port)).toMatchObject({ delivered: false, retryable: true });
});

describeUnless(whyNoExim(), 'over Exim', () => {
  test('a mail arrives as it was written, and a wrong password does not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ward-mail-'));
    chmodSync(folder, 0o777);
    const authority = certificateAuthority();
    const inbox = join(folder, 'inbox');
    const exim = await startExim({
      certificate: authority.issue(),
      lines: [
        ...['acl_smtp_rcpt = check', 'begin acl', 'check:', '  accept authenticated = *', '  deny'],
        ...['begin routers', 'all:', '  driver = accept', '  transport = file'],
        ...[
          'begin transports',
          'file:',
          '  driver = appendfile',
          `  file = ${inbox}`,
          '  user = Debian-exim',
        ],
      ],
    });
    try {
      const { port, user, password } = exim;
      const more = { security: 'starttls', verifyCertificate: false, user, timeoutMs: 20_000 };
      const call = sampleCall(T0, { language: 'zh-CN' });

      const taken = await tell(port, { ...more, password }, call);
      const refused = await tell(port, { ...more, password: 'wrong' }, call);

      expect(taken).toMatchObject({ delivered: true, answer: expect.stringMatching(/^250 OK id=/) });
      expect(refused).toMatchObject({ delivered: false, retryable: false });
      await vi.waitFor(() => expect(existsSync(inbox)).toBe(true), { timeout: 20_000 });
      await vi.waitFor(() => expect(readFileSync(inbox, 'utf8')).toContain('</html>'), { timeout: 20_000 });
      const mail = readFileSync(inbox, 'utf8').replace(/\r?\n/g, '\r\n');
      expect(header(mail, 'subject')).toBe('[严重] web1 磁盘空间告急：91.2 %（阈值 90 %）');
    } finally {
      await exim.stop();
      authority.remove();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
