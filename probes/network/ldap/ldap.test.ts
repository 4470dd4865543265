import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CertificateAuthority, certificateAuthority } from '#scripts/servers/certificates.ts';
import { otherLoopback } from '#scripts/servers/ipv6.ts';
import { type Slapd, startSlapd } from '#scripts/servers/slapd.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { failure, figures, fullPort, listener, never, options, shutPort } from '../test-listeners.ts';
import { LdapConfig } from './config.ts';
import { ldap } from './ldap.ts';
import { element, integer, TAG, text } from './write-ber.ts';

const parsed = (settings: object) => LdapConfig.parse({ address: '127.0.0.1', ...settings });
const collect = (settings: object, signal = never) =>
  ldap.create(parsed(settings), { ...options, host: '127.0.0.1' }).collect(signal);

describeWith('slapd', 'a real directory', () => {
  const people = ['anna', 'bert', '王伟'];
  const base = 'ou=people,dc=ward,dc=test';
  const suffix = 'dc=ward,dc=test';
  let authority: CertificateAuthority;
  let ca: string;
  let provider: Slapd;
  let copy: Slapd;
  let strict: Slapd;
  let port: number;
  beforeAll(async () => {
    authority = certificateAuthority();
    ca = authority.ca;
    const certificate = authority.issue({ toDays: 20 });
    provider = await startSlapd({ people, certificate });
    port = provider.port;
    const { user, password } = provider;
    copy = await startSlapd({
      isEmpty: true,
      address: '127.0.0.2',
      samePort: port,
      databaseLines: [
        `syncrepl rid=001 provider=ldap://127.0.0.1:${port} type=refreshAndPersist retry="1 +" searchbase="${suffix}" bindmethod=simple binddn="${user}" credentials=${password}`,
      ],
    });
    strict = await startSlapd({
      certificate,
      lines: ['disallow bind_anon', 'security simple_bind=56'],
      address: otherLoopback,
    });
  });
  afterAll(async () => {
    await Promise.all([provider, copy, strict].map((each) => each?.stop()));
    authority?.remove();
  });

  it('answers anybody what it is, with the time of each step', async () => {
    const explained = await ldap.explain?.(parsed({ port }), options, never);

    expect(explained?.recognised).toMatchObject({ model: 'OpenLDAP', why: expect.stringContaining(suffix) });
    expect(explained?.timings.map(({ step }) => step)).toEqual(['connect', 'bind', 'search']);
    expect(explained?.readings.find(({ metric }) => metric === 'ldap.entries')?.value).toBe(1);
  });

  it.each([
    ['(objectClass=person)', 3],
    ['objectClass=person', 3],
    ['(&(objectClass=person)(!(cn=anna)))', 2],
    ['(|(cn=a*)(cn=*r*t)(cn=\\e7\\8e\\8b*))', 3],
    ['(cn=王伟)', 1],
    ['(sn=*)', 3],
  ])('finds by %s %d entries', async (filter, count) => {
    const { readings } = await collect({ port, base, scope: 'sub', filter });

    expect(figures(readings)['ldap.entries']).toBe(count);
  });

  it('is read no further than the limit, and says that there is more', async () => {
    const { readings, skipped } = await collect({ port, base, scope: 'one', limit: 2 });

    expect(figures(readings)['ldap.entries']).toBe(2);
    expect(skipped).toEqual([{ what: 'entries', why: expect.stringContaining('there are more') }]);
  });

  it.each([
    ['fewer entries than expected', { base, scope: 'one', at_least: 4 }, 'wrong_answer', /finds 3 entries/],
    ['a base that does not exist', { base: 'ou=gone,dc=ward,dc=test' }, 'wrong_answer', /no such entry/],
    ['a base that is none', { base: 'people' }, 'misconfigured', /no distinguished name/],
    ['a filter that is none', { filter: '(&(cn=a)' }, 'misconfigured', /the filter makes no sense/],
    [
      'a wrong password',
      { user: 'cn=admin,dc=ward,dc=test', password: 'wrong-5f1c', clear_password: true },
      'wrong_secret',
      /code 49/,
    ],
    [
      'a password in the clear',
      { user: 'cn=admin', password: 'p', security: 'none' },
      'misconfigured',
      /in the clear/,
    ],
  ])('with %s says so', async (_what, settings, state, message) => {
    const error = await failure(collect({ port, ...settings }));

    expect(error).toMatchObject({ state, message: expect.stringMatching(message) });
    expect(error.message).not.toContain('5f1c');
  });

  it('lets an account in over StartTLS and over TLS, whose certificate is told', async () => {
    const { user, password, tlsPort } = provider;

    const upgraded = figures((await collect({ port, ca, user, password })).readings);
    const sealed = figures((await collect({ port: tlsPort, security: 'tls', ca, user, password })).readings);

    expect(Math.round(upgraded['certificate.days_left'] ?? 0)).toBe(20);
    expect(sealed['ldap.bind_seconds']).toBeGreaterThan(0);
  });

  it('whose certificate is unknown proves nobody', async () => {
    expect((await failure(collect({ port, security: 'starttls' }))).state).toBe('bad_certificate');
  });

  it('that lets nobody in unnamed, or in the clear, says so over IPv6', async () => {
    const { address, port: other, user, password } = strict;
    const at = { address, port: other };

    expect((await failure(collect(at))).state).toBe('denied');
    const clear = await failure(collect({ ...at, user, password, clear_password: true }));
    expect(clear).toMatchObject({ state: 'misconfigured', message: expect.stringContaining('TLS') });
  });

  it('that is a copy catches up with its provider', async () => {
    const settings = { address: '127.0.0.2', port, suffix, provider: '127.0.0.1' };
    const lag = async (): Promise<number | undefined> =>
      figures((await collect(settings)).readings)['ldap.replication_lag_seconds'];

    await expect.poll(() => lag().catch(String), { timeout: 20_000, interval: 100 }).toBe(0);

    const { readings, skipped } = await collect({ ...settings, provider: '127.0.0.9' });
    expect(figures(readings)['ldap.last_change_age_seconds']).toBeGreaterThanOrEqual(0);
    expect(skipped).toEqual([{ what: 'provider 127.0.0.9', why: expect.stringContaining('shut') }]);
  });

  it('that hangs is silent', async () => {
    provider.pause();

    expect((await failure(collect({ port, timeout: '200ms' }))).state).toBe('silent');
    provider.resume();
  });
});

describe('what listens on a port of directories', () => {
  const answering = (...messages: Uint8Array[]) =>
    listener((socket) => socket.once('data', () => socket.write(Buffer.concat(messages))));
  const bound = element(
    TAG.sequence,
    integer(1),
    element(TAG.bindResponse, integer(0, TAG.enumerated), text(''), text('')),
  );

  it.each([
    ['no LDAP', [Buffer.from('HTTP/1.1 400 Bad Request\r\n')], 'not_understood', /what is no LDAP/],
    [
      'a message of two gigabytes',
      [Buffer.from('30847fffffff', 'hex')],
      'not_understood',
      /2147483653 bytes/,
    ],
    ['half a message', [bound.subarray(0, 6)], 'silent', /signing in did not come to an end/],
    ['an empty message', [Buffer.from('3000', 'hex')], 'not_understood', /what is no LDAP/],
    ['to somebody else', [Buffer.from(bound).fill(9, 4, 5)], 'silent', /signing in/],
    ['and no more', [bound], 'silent', /the search in "" did not/],
  ])('and answers %s is told so', async (_what, messages, state, message) => {
    const timeout = state === 'silent' ? '1s' : '10s';
    const error = await failure(collect({ port: await answering(...messages), timeout }));

    expect(error).toMatchObject({ state, message: expect.stringMatching(message) });
  });

  it('and finds entries without end is read to the limit only', async () => {
    const entry = element(
      TAG.sequence,
      integer(2),
      element(TAG.searchEntry, text(`cn=${'x'.repeat(500)}`), element(TAG.sequence)),
    );
    const port = await listener((socket) => {
      socket.once('data', () => {
        socket.write(bound);
        const flood = (): void => {
          if (!socket.destroyed) socket.write(Buffer.concat(Array(100).fill(entry)), flood);
        };
        socket.once('data', flood);
      });
    });

    const error = await failure(collect({ port, limit: 250, at_least: 1_000, timeout: '10s' }));

    expect(error).toMatchObject({
      state: 'wrong_answer',
      message: expect.stringContaining('finds 250 entries'),
    });
  });

  it('and hangs up, is shut, or takes nobody in is told apart', async () => {
    const deaf = await listener((socket) => socket.once('data', () => socket.destroy()));

    expect((await failure(collect({ port: deaf }))).state).toBe('refused');
    expect((await failure(collect({ port: await shutPort() }))).state).toBe('refused');
    expect((await failure(collect({ port: await fullPort(), timeout: '300ms' }))).state).toBe('silent');
  });

  it('is left as soon as nobody waits any more', async () => {
    const port = await listener(() => {});
    const stopped = new AbortController();

    const asked = collect({ port, timeout: '30s' }, stopped.signal);
    setTimeout(() => stopped.abort(new Error('stopped')), 20);

    await expect(asked).rejects.toThrow('stopped');
  });
});
