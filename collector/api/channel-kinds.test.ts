import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { channelTypes } from '#channels/channel-types.ts';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
beforeEach(async () => {
  world = await testWorld();
});
afterEach(() => world.close());

const ask = (method: string, url: string, body?: unknown) => world.ask(world.admin, method, url, body);

test('every kind of channel is described, each setting in both languages', async () => {
  const { status, body } = await ask('GET', '/api/v1/channel-kinds');

  expect(status).toBe(200);
  expect(body.pagesUrl).toBe('');
  expect(body.kinds.map(({ kind }: { kind: string }) => kind)).toEqual(channelTypes.map(({ name }) => name));
  for (const { kind, settings, secrets } of body.kinds) {
    const names = settings.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(secrets));
    for (const { name, meaning } of settings) {
      expect(meaning.en, `${kind}.${name}`).not.toBe('');
      expect(meaning['zh-CN'], `${kind}.${name}`).toMatch(/[\u4e00-\u9fff]/);
    }
  }
});

describe('a preview', () => {
  test.each(channelTypes.map(({ name }) => name))(
    'of %s shows each sample in both languages without anything being entered',
    async (kind) => {
      for (const sample of ['alert', 'resolved', 'cause', 'several', 'storm', 'test', 'drill']) {
        for (const language of ['zh-CN', 'en']) {
          const { status, body } = await ask('POST', '/api/v1/channels/preview', {
            kind,
            config: {},
            language,
            sample,
          });

          expect(status, `${sample} ${JSON.stringify(body)}`).toBe(200);
          expect(body.text).not.toBe('');
        }
      }
    },
  );

  test('shows own words, and says what else is in the message', async () => {
    const templates = {
      en: { title: '{{target}} is in trouble', body: '{{rule}} on {{label.path}}: {{value}}' },
    };

    const { body } = await ask('POST', '/api/v1/channels/preview', {
      kind: 'dingtalk',
      config: { templates },
      language: 'en',
    });

    expect(body).toMatchObject({ title: 'web1 is in trouble', form: 'markdown', leftOut: 0 });
    expect(body.text).toContain('Disk space critical on /data: 91.2 %');
    expect(body.size).toEqual({ used: body.text.length, most: 5_000, unit: 'characters' });
  });

  test('with a name that nobody knows says which are known', async () => {
    const { status, body } = await ask('POST', '/api/v1/channels/preview', {
      kind: 'feishu',
      config: { templates: { en: { body: '{{password}}' } } },
    });

    expect(status).toBe(400);
    expect(body.details.issues).toEqual([
      {
        field: 'config.templates.en.body',
        message: expect.stringMatching(/^\{\{password\}\} is unknown; known are kind, severity, target/),
      },
    ]);
  });
});
