import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { FULL_SCOPE } from '#collector/people/caller.ts';
import { sealWith } from '#collector/people/seal.ts';
import { ChannelConfigError, ChannelInput } from './channel-config.ts';
import { type ChannelsRepository, channelsIn } from './channels-repository.ts';
import { mailDefaults } from './mail-defaults.ts';
import { testSend } from './test-send.ts';

let ledger: TemporaryLedger;
let channels: ChannelsRepository;
beforeEach(async () => {
  ledger = await temporaryLedger();
  channels = channelsIn(ledger.sql, sealWith(Buffer.alloc(32, 1)), () => 1_000);
});
afterEach(() => ledger.remove());

const secret = 'never to be shown';

function input(config: object = {}, more: object = {}): ChannelInput {
  const url = 'https://ops.example.com/hook';
  return ChannelInput.parse({ name: 'ops', kind: 'webhook', config: { url, secret, ...config }, ...more });
}

async function usable() {
  return channels.usable((name, error) => {
    throw new Error(`${name}: ${error.message}`);
  });
}

test('secrets are sealed in the ledger, left out of what is shown, and open only to tell', async () => {
  const shown = await channels.put(input(), 'alice');

  expect(JSON.stringify(await ledger.sql.all('SELECT * FROM channels'))).not.toContain(secret);
  expect(JSON.stringify([shown, await channels.list(FULL_SCOPE)])).not.toContain(secret);
  expect(shown).toMatchObject({
    sealed: ['secret', 'headers'],
    config: { timeoutMs: 10_000 },
    changedBy: 'alice',
  });
  expect((await usable())[0].config).toMatchObject({ secret });
});

test('a secret that is left out stays, unless it would go somewhere else', async () => {
  await channels.put(input(), 'alice');

  await channels.put(input({ secret: undefined, timeoutMs: 500 }), 'bob');
  expect((await usable())[0].config).toMatchObject({ secret, timeoutMs: 500 });

  const elsewhere = input({ secret: undefined, url: 'https://evil.example.com/' });
  await expect(channels.put(elsewhere, 'bob')).rejects.toThrow(/config\.secret/);
});

test('a fallback that leads back is refused, with the way it goes; nothing is kept of the channel', async () => {
  await channels.put(input({}, { name: 'night', fallback: 'ops' }), 'alice');

  await expect(channels.put(input({}, { fallback: 'night' }), 'alice')).rejects.toThrow(
    'fallback: ops → night → ops comes back to ops',
  );

  expect(await channels.get(FULL_SCOPE, 'ops')).toBeUndefined();
});

test('makes as many calls a minute as its kind takes, where nobody says otherwise', async () => {
  const robot = {
    name: 'robot',
    kind: 'telegram',
    config: { token: '123456:ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghi', chat: '1' },
  };
  const written = input({}, { callsPerMinute: 7 });

  expect((await channels.put(written, 'alice')).callsPerMinute).toBe(7);
  expect((await channels.put(input({}, { name: 'other' }), 'alice')).callsPerMinute).toBe(30);
  expect((await channels.complete(ChannelInput.parse(robot))).callsPerMinute).toBe(20);
});

test('what does not fit the kind is refused by its place', async () => {
  const error = await channels.put(input({ url: 'nonsense', more: 1 }), 'alice').catch((thrown) => thrown);

  expect(error).toBeInstanceOf(ChannelConfigError);
  expect(error.issues.map((issue: { path: string }) => issue.path).sort()).toEqual(['config', 'config.url']);
  expect(ChannelInput.safeParse({ name: 'x', kind: 'pigeon', config: {} }).success).toBe(false);
});

test('channels of other organisations are not seen', async () => {
  await channels.put(input({}, { organisation: 'other' }), 'alice');

  expect(await channels.list({ everywhere: false, organisations: ['main'] })).toEqual([]);
  expect(await channels.get({ everywhere: false, organisations: ['main'] }, 'ops')).toBeUndefined();
  expect(await channels.get(FULL_SCOPE, 'ops')).toMatchObject({ organisation: 'other' });
});

test('one whose secrets were sealed with another key is named and left out', async () => {
  await channels.put(input(), 'alice');
  const other = channelsIn(ledger.sql, sealWith(Buffer.alloc(32, 2)), () => 1_000);
  const faults: string[] = [];

  expect(await other.usable((name) => faults.push(name))).toEqual([]);
  expect(faults).toEqual(['ops']);
});

test('a test send tells once, says that it is a test, and needs not be kept before', async () => {
  const bodies: { test: boolean; text: string[] }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    bodies.push(JSON.parse(Buffer.concat(chunks).toString()));
    response.end('got it');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const settings = await channels.complete(input({ url }));
  const call = { id: 'a', language: 'zh-CN', zone: 'Asia/Shanghai', pagesUrl: '' } as const;

  const delivery = await testSend(settings, call, 1_000, new AbortController().signal);

  expect(delivery).toEqual({ delivered: true, answer: '200 got it' });
  expect(bodies).toMatchObject([{ test: true }]);
  expect(bodies[0].text[0]).toContain('测试');
  expect(await channels.list(FULL_SCOPE)).toEqual([]);
  server.close();
});

describe('a mail server in the settings of the collector', () => {
  const mail = {
    host: 'mail.example.com',
    port: 587,
    security: 'starttls',
    from: 'ward@example.com',
  } as const;
  const inbox = { to: ['ops@example.com'] };

  function withMail(more: { host?: string; user?: string; passwordFile?: string } = {}): ChannelsRepository {
    const settings = { ...mail, user: '', passwordFile: '', ...more };
    return channelsIn(ledger.sql, sealWith(Buffer.alloc(32, 1)), () => 1_000, mailDefaults(settings));
  }

  function mailTo(config: object): ChannelInput {
    return ChannelInput.parse({ name: 'night', kind: 'email', config });
  }

  test('is used by a channel that names none, with its password, and neither is shown', async () => {
    const passwordFile = join(ledger.directory, 'mail.password');
    writeFileSync(passwordFile, `${secret}\n`);
    channels = withMail({ user: 'ward', passwordFile });

    const shown = await channels.put(mailTo({ ...inbox, host: '', port: 465, from: '' }), 'alice');

    expect(shown.config).not.toHaveProperty('host');
    expect(JSON.stringify(await ledger.sql.all('SELECT * FROM channels'))).not.toContain('mail.example.com');
    expect((await usable())[0].config).toMatchObject({ ...mail, ...inbox, user: 'ward', password: secret });
  });

  test('is followed when it changes, and missed when it goes', async () => {
    await withMail().put(mailTo(inbox), 'alice');

    channels = withMail({ host: 'other.example.com' });
    expect((await usable())[0].config).toMatchObject({ host: 'other.example.com' });

    channels = withMail({ host: '' });
    await expect(usable()).rejects.toThrow(/night.*config\.host: .*settings of the collector name none/);
  });

  test('does not meddle with a channel that has its own', async () => {
    channels = withMail({ user: 'ward' });
    const own = { ...inbox, host: 'own.example.com', port: 25, security: 'none', from: 'own@example.com' };

    await channels.put(mailTo(own), 'alice');

    expect((await usable())[0].config).toMatchObject({ ...own, user: '', password: '' });
  });

  test('whose password cannot be read ends the start with the name of the setting', () => {
    expect(() => withMail({ passwordFile: '/nowhere/mail.password' })).toThrow(/mail\.passwordFile.*ENOENT/);
  });
});
