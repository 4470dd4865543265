import { gzipSync } from 'node:zlib';
import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { ENTRY_HEADER_BYTES, JournalFullError } from '#collector/journal/journal.ts';
import { decodeFrameBody, ITEM, ITEM_HEADER_BYTES } from '#protocol/frame.ts';
import { Schema, schemaIdentity } from '#protocol/schema.ts';
import { LineIntake } from './line-intake.ts';
import { registerWriteRoutes } from './write-route.ts';

const KEY = { key: '11111111-2222-3333-4444-555555555555', organisation: 'org' };

describe.each(['/write', '/api/v2/write'])('POST %s', (url) => {
  it('takes lines into the journal as frames of schemas and answers 204', async () => {
    const { app, samples } = serve();

    const response = await app.inject({
      method: 'POST',
      url: `${url}?precision=s`,
      headers: { authorization: 'Token secret' },
      payload:
        'cpu,host=web1,cpu=cpu0 usage_idle=97.5,usage_user=1 100\ncpu,host=web1,cpu=cpu0 usage_idle=96,usage_user=2 110\n',
    });

    expect(response.statusCode).toBe(204);
    expect(samples()).toEqual([
      'target-of-web1 cpu.usage_idle {"cpu":"cpu0"} 100000 97.5',
      'target-of-web1 cpu.usage_user {"cpu":"cpu0"} 100000 1',
      'target-of-web1 cpu.usage_idle {"cpu":"cpu0"} 110000 96',
      'target-of-web1 cpu.usage_user {"cpu":"cpu0"} 110000 2',
    ]);
  });

  it('takes gzip', async () => {
    const { app, samples } = serve();

    const response = await app.inject({
      method: 'POST',
      url,
      headers: { authorization: 'Bearer secret', 'content-encoding': 'gzip', 'content-type': 'text/plain' },
      payload: gzipSync('m,host=h v=1 1000000\n'),
    });

    expect(response.statusCode).toBe(204);
    expect(samples()).toEqual(['target-of-h m.v {} 1 1']);
  });

  it('keeps the good lines and names the bad ones', async () => {
    const { app, samples } = serve();

    const response = await app.inject({
      method: 'POST',
      url: `${url}?precision=ms`,
      headers: { authorization: 'Token secret' },
      payload: 'm,host=h v=1 1\nm,host=h v=oops 2\nm,host=h v=3 3\nm,host= v=4 4',
    });

    expect(response.statusCode).toBe(400);
    expect(response.json().error).toContain(
      "line 2: not a number, an integer with i or u, a boolean or quoted text: 'oops 2'",
    );
    expect(response.json().error).toContain("line 4: bad tags: 'm,host= v=4 4'");
    expect(response.json().error).toContain('dropped=2');
    expect(samples()).toEqual(['target-of-h m.v {} 1 1', 'target-of-h m.v {} 3 3']);
  });

  it.each([
    { authorization: `Basic ${Buffer.from('name:secret').toString('base64')}` },
    { authorization: 'Token secret' },
  ])('takes the key from %j', async (headers) => {
    const { app } = serve();
    expect((await app.inject({ method: 'POST', url, headers, payload: 'm,host=h v=1' })).statusCode).toBe(
      204,
    );
  });

  it('answers 401 without a key and with a wrong one', async () => {
    const { app, samples } = serve();

    const without = await app.inject({ method: 'POST', url, payload: 'm v=1' });
    const wrong = await app.inject({ method: 'POST', url: `${url}?u=x&p=guess`, payload: 'm v=1' });

    expect([without.statusCode, wrong.statusCode]).toEqual([401, 401]);
    expect(samples()).toEqual([]);
  });

  it('answers 503 when the journal takes nothing, and sends schemas again afterwards', async () => {
    const { app, samples, breakJournal } = serve();
    const request = {
      method: 'POST',
      url,
      headers: { authorization: 'Token secret' },
      payload: 'm,host=h v=1 1000000',
    } as const;

    breakJournal(true);
    const refused = await app.inject(request);
    breakJournal(false);
    const taken = await app.inject(request);

    expect(refused.statusCode).toBe(503);
    expect(refused.headers['retry-after']).toBe('30');
    expect(taken.statusCode).toBe(204);
    expect(samples()).toEqual(['target-of-h m.v {} 1 1']);
  });

  it('names an unknown precision and what is allowed', async () => {
    const { app } = serve();

    const response = await app.inject({
      method: 'POST',
      url: `${url}?precision=days`,
      headers: { authorization: 'Token secret' },
      payload: 'm v=1',
    });

    expect(response.statusCode).toBe(400);
    expect(response.json().message).toContain('precision days is unknown, allowed are n, ns, u');
  });
});

it('answers 503 when the schemas of lines are not in the journal, and sends them along the next time', async () => {
  const { app, pushed, answers } = serve();
  const write = () =>
    app.inject({
      method: 'POST',
      url: '/write',
      headers: { authorization: 'Token secret' },
      payload: 'm,host=h v=1',
    });
  await write();
  answers.push({ refused: [], schemasNeeded: ['00'] });

  const refused = await write();
  const again = await write();

  expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '5']);
  expect(again.statusCode).toBe(204);
  expect(pushed.map(kinds)).toEqual([[ITEM.schema, ITEM.frame], [ITEM.frame], [ITEM.schema, ITEM.frame]]);
});

it('asks anew where a host belongs once a target is gone', async () => {
  const { app, lines, samples, targets } = serve();
  const write = (time: number) =>
    app.inject({
      method: 'POST',
      url: '/write?precision=ms',
      headers: { authorization: 'Token secret' },
      payload: `m,host=h v=1 ${time}`,
    });
  await write(1);
  targets.set('h', 'another-target');
  await write(2);

  lines.targetGone();
  await write(3);

  expect(samples()).toEqual([
    'target-of-h m.v {} 1 1',
    'target-of-h m.v {} 2 1',
    'another-target m.v {} 3 1',
  ]);
});

function kinds(entries: Uint8Array): number[] {
  const view = new DataView(entries.buffer, entries.byteOffset, entries.length);
  const found: number[] = [];
  for (let at = 0; at < entries.length; at += view.getUint32(at, true))
    found.push(entries[at + ENTRY_HEADER_BYTES]);
  return found;
}

function serve() {
  const pushed: Uint8Array[] = [];
  const answers: { refused: []; schemasNeeded: string[] }[] = [];
  const targets = new Map<string, string>();
  let broken = false;
  const app = Fastify();
  const lines = new LineIntake({
    async push(_sender, entries) {
      if (broken) throw new JournalFullError(undefined);
      pushed.push(entries);
      return answers.shift() ?? { refused: [], schemasNeeded: [] };
    },
    targetForHost: async (_organisation, host) => targets.get(host) ?? `target-of-${host}`,
  });
  registerWriteRoutes(app, {
    lines,
    push: async (key) => (key === 'secret' ? KEY : undefined),
    nowMs: () => 1_700_000_000_000,
  });
  const breakJournal = (now: boolean) => {
    broken = now;
  };
  return { app, lines, breakJournal, pushed, answers, targets, samples: () => pushed.flatMap(samplesOf) };
}

/** The samples of journal entries, read as a consumer of the journal reads them. */
const schemas = new Map<string, Schema>();
function samplesOf(entries: Uint8Array): string[] {
  const view = new DataView(entries.buffer, entries.byteOffset, entries.length);
  const samples: string[] = [];
  for (let at = 0; at < entries.length; at += view.getUint32(at, true)) {
    const item = at + ENTRY_HEADER_BYTES;
    const start = item + ITEM_HEADER_BYTES;
    const body = entries.subarray(start, start + view.getUint32(item + 4, true));
    if (entries[item] === ITEM.schema) {
      const schema = Schema.parse(JSON.parse(Buffer.from(body).toString('utf8')));
      schemas.set(schemaIdentity(schema), schema);
      continue;
    }
    const { schemaId, timeMs, values } = decodeFrameBody(body);
    const schema = schemas.get(schemaId);
    for (const [column, { metric, labels }] of schema?.columns.entries() ?? []) {
      samples.push(`${schema?.target} ${metric} ${JSON.stringify(labels)} ${timeMs} ${values[column]}`);
    }
  }
  return samples;
}
