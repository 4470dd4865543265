import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
beforeEach(async () => {
  world = await testWorld();
});
afterEach(() => world.close());

const ask = (method: string, url: string, body?: unknown) => world.ask(world.admin, method, url, body);

const webhook = {
  kind: 'webhook',
  config: { url: 'http://127.0.0.1:9/nobody', secret: 'sixteen-characters' },
};

describe('a channel', () => {
  test('is shown without its secrets, which a change that leaves them out keeps', async () => {
    await ask('PUT', '/api/v1/channels/duty', webhook);
    const { body } = await ask('PUT', '/api/v1/channels/duty', {
      ...webhook,
      config: { url: webhook.config.url, timeoutMs: 500 },
    });

    expect(body).toMatchObject({
      sealed: expect.arrayContaining(['secret']),
      config: { timeoutMs: 500 },
      changedBy: 'admin',
    });
    const kept = JSON.stringify([
      body,
      await ask('GET', '/api/v1/channels'),
      await world.ledger.sql.all('SELECT * FROM channels'),
      await world.ledger.sql.all('SELECT * FROM audit'),
    ]);
    expect(kept).not.toContain(webhook.config.secret);
  });

  test('may be called in Chinese, and is reached by that name', async () => {
    const path = `/api/v1/channels/${encodeURIComponent('值班群')}`;
    await ask('PUT', path, webhook);
    const fallback = await ask('PUT', '/api/v1/channels/duty', { ...webhook, fallback: '值班群' });

    expect(fallback.body).toMatchObject({ fallback: '值班群' });
    expect((await ask('GET', path)).body).toMatchObject({ name: '值班群' });
    expect((await ask('PUT', `/api/v1/channels/${encodeURIComponent('值班 群/')}`, webhook)).status).toBe(
      400,
    );
  });

  test('is in the audit with what changed, and without how people are reached', async () => {
    const config = {
      url: 'http://127.0.0.1:9/send',
      body: '{"to":"{phone}","text":"{text}"}',
      phones: ['010-5551234', '13812345678'],
      successPath: '',
    };
    await ask('PUT', '/api/v1/channels/sms', { kind: 'sms', config });
    await ask('PUT', '/api/v1/channels/sms', { kind: 'sms', config: { ...config, phones: ['13812345699'] } });
    await ask('DELETE', '/api/v1/channels/sms');

    const log = JSON.stringify(await world.ledger.sql.all('SELECT * FROM audit'));
    expect(log).not.toMatch(/5551234|138123456/);
    expect(log).toContain('***34');
    expect(log).toContain(String.raw`\"changed\":[\"phones\"]`);
  });

  test('of a wrong form names the field', async () => {
    const { status, body } = await ask('PUT', '/api/v1/channels/duty', {
      ...webhook,
      config: { url: 'ftp://x' },
    });

    expect(status).toBe(400);
    expect(body.details.issues.map((issue: { field: string }) => issue.field)).toEqual([
      'config.url',
      'config.secret',
    ]);
  });

  test('tells a test call and answers how it ended, also before it is kept', async () => {
    const heard: string[] = [];
    const server = createServer((request, response) => {
      request.on('data', (chunk) => heard.push(String(chunk)));
      request.on('end', () => response.end('thanks'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const config = { ...webhook.config, url: `http://127.0.0.1:${port}/` };

    const before = await ask('POST', '/api/v1/channels/duty/test', { ...webhook, config });
    const missing = await ask('POST', '/api/v1/channels/duty/test');
    await ask('PUT', '/api/v1/channels/duty', { ...webhook, config });
    const kept = await ask('POST', '/api/v1/channels/duty/test');
    server.close();
    server.closeAllConnections();
    const gone = await ask('POST', '/api/v1/channels/duty/test');

    expect(before.body).toMatchObject({ delivered: true });
    expect(missing.status).toBe(404);
    expect(kept.body).toMatchObject({ delivered: true, retryable: false });
    expect(heard).toHaveLength(2);
    expect(gone.body).toMatchObject({
      delivered: false,
      retryable: true,
      reason: expect.stringMatching(/./),
    });
  });
});
