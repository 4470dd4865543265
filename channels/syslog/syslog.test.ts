import { createSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type CertificateAuthority, certificateAuthority } from '#scripts/servers/certificates.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { manyEvents, storm, T0, tellBy } from '../http-channel-suite.ts';
import { sampleCall, sampleEvent } from '../sample-call.ts';
import { syslog } from './syslog.ts';

const HOST = '127.0.0.1';
const wait = { timeout: 20_000 };

let closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers) close();
  closers = [];
});

/** What came over each connection. */
async function stream(server: Server, onSocket: (socket: Socket) => void = () => {}) {
  const came: string[] = [];
  server.on('tlsClientError', () => {});
  const event = 'setSecureContext' in server ? 'secureConnection' : 'connection';
  server.on(event, (socket: Socket) => {
    const at = came.push('') - 1;
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      came[at] += chunk;
    });
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  closers.push(() => server.close());
  return { came, port: (server.address() as { port: number }).port };
}

/** Reads messages after their lengths. */
function counted(text: string): string[] {
  const messages: string[] = [];
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    const space = rest.indexOf(' ');
    const length = Number(rest.subarray(0, space).toString());
    messages.push(rest.subarray(space + 1, space + 1 + length).toString());
    rest = rest.subarray(space + 1 + length);
  }
  return messages;
}

const config = (port: number, more: object = {}) => ({ host: HOST, port, hostname: 'ward1', ...more });

describe('over TCP', () => {
  test('each event is a message of RFC 5424 after its length', async () => {
    const { came, port } = await stream(createServer());
    const events = [
      sampleEvent(T0),
      sampleEvent(T0, { state: 'resolved', resolvedAtMs: T0 + 1_000, resolution: 'recovered' }),
    ];

    const delivery = await tellBy(syslog, config(port), sampleCall(T0, { events, language: 'zh-CN' }));

    expect(delivery).toEqual({ delivered: true, answer: '2 taken' });
    const [fired, resolved] = counted(came[0]);
    expect(fired).toMatch(
      /^<130>1 2026-11-21T10:05:09\.000Z ward1 ward - FIRED \[ward@32473 event="[0-9a-f]{32}" alert="[0-9a-f]{32}" kind="fired" severity="critical" target="web1" rule="disk-space-critical" metric="disk\.used_percent" value="91\.2" threshold="90" began="2026-11-21T10:05:09\.000Z" organisation="default"\] \ufeff\[告警·严重\] web1 磁盘空间告急/,
    );
    expect(resolved).toMatch(/^<133>1 .* RESOLVED /);
  });

  test('or on a line of its own, without the mark, for receivers that know no other', async () => {
    const { came, port } = await stream(createServer());

    await tellBy(syslog, config(port, { framing: 'lines', bom: false, facility: 'daemon' }), sampleCall(T0));

    expect(came[0]).toMatch(/^<26>1 [^\n]* \[Alert·critical\][^\n]*\n$/);
  });

  test('what comes from outside breaks out of neither its field nor its message', async () => {
    const { came, port } = await stream(createServer());
    const targetNames = { 'target-1': 'a"] <0>1 x\n<13>fake \\ end' };

    await tellBy(syslog, config(port, { framing: 'lines' }), sampleCall(T0, { targetNames }));

    expect(came[0].split('\n')).toHaveLength(2);
    expect(came[0]).toContain('target="a\\"\\] <0>1 x <13>fake \\\\ end"');
  });

  test('a message is no longer than every receiver takes, and ends between characters', async () => {
    const { came, port } = await stream(createServer());
    const call = sampleCall(T0, { ...manyEvents(1, () => '机房👨‍👩‍👧‍👦'.repeat(500)) });

    await tellBy(syslog, config(port), call);

    const [message] = counted(came[0]);
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(2_048);
    expect(message).not.toContain('�');
  });

  test('a storm is summed up before what is listed of it', async () => {
    const { came, port } = await stream(createServer());

    await tellBy(syslog, config(port), storm());

    const messages = counted(came[0]);
    expect(messages).toHaveLength(4);
    expect(messages[0]).toContain('STORM - \ufeff[critical] Storm: 9500 alerts, 500 resolved on 312 targets');
  });

  test('a receiver that is not there, resets or does not read to the end is worth another attempt', async () => {
    const resetting = await stream(createServer(), (socket) => socket.resetAndDestroy());
    const silent = await stream(createServer({ allowHalfOpen: true }));
    const gone = await stream(createServer());
    closers.pop()?.();

    expect(await tellBy(syslog, config(resetting.port))).toMatchObject({ delivered: false, retryable: true });
    expect(await tellBy(syslog, config(silent.port, { timeoutMs: 300 }))).toEqual({
      delivered: false,
      retryable: true,
      reason: 'no answer within 300 ms',
    });
    expect(await tellBy(syslog, config(gone.port))).toMatchObject({
      delivered: false,
      retryable: true,
      reason: expect.stringContaining('ECONNREFUSED'),
    });
  });
});

test('over UDP each event is a datagram', async () => {
  const socket = createSocket('udp4');
  const came: string[] = [];
  socket.on('message', (message) => came.push(message.toString()));
  await new Promise<void>((resolve) => socket.bind(0, HOST, resolve));
  closers.push(() => socket.close());

  const call = sampleCall(T0, {
    events: [sampleEvent(T0), sampleEvent(T0, { severity: 'info' })],
    test: true,
  });
  const delivery = await tellBy(syslog, config(socket.address().port, { transport: 'udp' }), call);

  expect(delivery).toEqual({ delivered: true, answer: '2 sent, which is all that UDP can tell' });
  await vi.waitFor(() => expect(came).toHaveLength(2), wait);
  expect(came[0]).toMatch(/^<130>1 .*\ufeffThis is a test message/);
  expect(came[1]).toMatch(/^<134>1 /);
});

describeWith('openssl', 'over TLS', () => {
  let authority: CertificateAuthority;
  beforeAll(() => {
    authority = certificateAuthority();
  });
  afterAll(() => authority.remove());

  test('the certificate is checked against the authority that is entered', async () => {
    const { cert, key } = authority.issue({ names: ['127.0.0.1'] });
    const { came, port } = await stream(createTlsServer({ cert, key }));

    const trusted = await tellBy(syslog, config(port, { transport: 'tls', ca: authority.ca }));
    const unknown = await tellBy(syslog, config(port, { transport: 'tls' }));
    const any = await tellBy(syslog, config(port, { transport: 'tls', verifyCertificate: false }));

    expect(trusted).toMatchObject({ delivered: true });
    expect(unknown).toMatchObject({ delivered: false, retryable: true });
    expect(any).toMatchObject({ delivered: true });
    await vi.waitFor(() => expect(came.filter((text) => text !== '')).toHaveLength(2), wait);
  });
});
