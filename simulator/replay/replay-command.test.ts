import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseRecording } from '../recording.ts';
import { startResponder } from '../snmp/responder.ts';
import { openTestClient } from '../snmp/test-client.ts';
import { recordedTable } from './recorded-table.ts';
import { runReplayCommand } from './replay-command.ts';

const lines = [
  '# PDU 7',
  '1.3.6.1.2.1.1.3.0|67|5000',
  '1.3.6.1.2.1.1.5.0|4|pdu-7',
  '1.3.6.1.2.1.2.2.1.10.1|65|4294967290',
  '1.3.6.1.2.1.2.2.1.10.2|65|0',
  '1.3.6.1.2.1.31.1.1.1.6.1|70|18446744073709551000',
  '1.3.6.1.4.1.9.1|2:numeric|rate=3,offset=10',
];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ward-replay-'));
  await writeFile(join(folder, 'pdu.snmprec'), [...lines, 'what?', lines[1]].join('\n'));
  await writeFile(join(folder, 'empty.snmprec'), '# nothing\n');
});
afterAll(() => rm(folder, { recursive: true }));

describe('simulate', () => {
  test('answers at the address that it prints, and says in the end what it was asked', async () => {
    const { printed, stop, ended } = start(['pdu.snmprec', '--port', '0', '--community', 'rack']);
    await expect.poll(() => printed.join('\n')).toContain('Ctrl-C stops.');

    const [text = '', port] = /127\.0\.0\.1:(\d+) --community rack/.exec(printed.join('\n')) ?? [];
    expect(text).not.toBe('');
    const client = openTestClient({ host: '127.0.0.1', port: Number(port) }, { community: 'rack' });
    const [name] = await client.get('1.3.6.1.2.1.1.5.0');
    client.close();
    stop();

    expect(String(name!.value)).toBe('pdu-7');
    expect(await ended).toBe(0);
    const all = printed.join('\n');
    expect(all).toContain('(PDU 7): 6 objects at');
    expect(all).toContain('1 objects stood there twice');
    expect(all).toContain('line 8: it is neither OID|TAG|VALUE nor');
    expect(all).toContain('1 requests, 1 answers, 1 values');
  });

  test('several recordings answer at one port each', async () => {
    const { printed, stop, ended } = start(['pdu.snmprec', 'pdu.snmprec', '--port', '0']);
    await expect.poll(() => printed.join('\n')).toContain('Ctrl-C stops.');
    stop();
    await ended;

    const ports = printed.join('\n').match(/objects at 127\.0\.0\.1:\d+/g)!;
    expect(new Set(ports).size).toBe(2);
  });

  test.each([
    [[], 'which recording?'],
    [['nowhere.snmprec'], 'nowhere.snmprec: cannot be read: there is no such file.'],
    [['empty.snmprec'], 'holds no recorded object: it is empty.'],
    [['pdu.snmprec', '--drop', '7'], '--drop: is a number from 0 to 1, found "7".'],
    [['pdu.snmprec', '--prot', '7'], 'Did you mean --port?'],
    [['pdu.snmprec', '--host', '192.0.2.1'], '192.0.2.1:1161 cannot be listened on'],
  ])('%j ends with a sentence', async (argv, sentence) => {
    const { printed, ended } = start(argv);

    expect(await ended).toBe(2);
    expect(printed.join('\n')).toContain(sentence);
  });

  test('--help lists the options', async () => {
    const { printed, ended } = start(['--help']);

    expect(await ended).toBe(0);
    expect(printed.join('\n')).toContain('--moving');
  });
});

describe('a replayed recording', () => {
  const objects = parseRecording(lines.join('\n')).objects;

  test('stays as it was recorded, but for what moves by itself', async () => {
    expect(await valuesAfter(false, 100)).toEqual([
      5_000,
      'pdu-7',
      4_294_967_290,
      0,
      '18446744073709551000',
      310,
    ]);
  });

  test('in motion counts on, over the ends of its counters', async () => {
    const [uptime, name, wrapped, still, large] = await valuesAfter(true, 100);

    expect([uptime, name, still]).toEqual([15_000, 'pdu-7', 0]);
    expect(wrapped).toBeLessThan(1_000_000);
    expect(BigInt(large as string)).toBeLessThan(1_000_000n);
  });

  async function valuesAfter(moving: boolean, seconds: number): Promise<unknown[]> {
    const table = recordedTable(objects, { startedMs: 0, moving });
    const responder = await startResponder({ devices: [{ table }], now: () => seconds * 1_000 });
    const client = openTestClient(responder.devices[0]!);
    const answers = await client.get(...objects.map(({ oid }) => oid));
    client.close();
    responder.close();
    return answers.map(({ value, oid }) => {
      if (!(value instanceof Uint8Array)) return value;
      return oid.startsWith('1.3.6.1.2.1.31') ? String(readUnsigned(value)) : String(value);
    });
  }
});

function start(argv: readonly string[]): { printed: string[]; stop(): void; ended: Promise<number> } {
  const printed: string[] = [];
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  const paths = argv.map((word) => (word.endsWith('.snmprec') ? join(folder, word) : word));
  const ended = runReplayCommand(paths, { print: (text) => printed.push(text), now: Date.now, stopped });
  return { printed, stop, ended };
}

function readUnsigned(bytes: Uint8Array): bigint {
  return bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
}
