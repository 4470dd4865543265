import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkMessage, encodeFrameBody, ITEM, readItems } from '#protocol/frame.ts';
import type { SequenceRange } from '#protocol/session.ts';
import { type Outbox, openOutbox } from '../outbox/outbox.ts';
import { openSchemaShelf } from '../outbox/schema-shelf.ts';
import { createSender, type Sender } from './sender.ts';
import { until } from './test-agent.ts';

let folder: string;
let outbox: Outbox;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ward-sender-'));
});

afterEach(async () => {
  await outbox.close();
  rmSync(folder, { recursive: true, force: true });
});

test('acknowledgements that come in one moment hold nothing up', async () => {
  const lives = [await live(1), await live(2)];
  outbox = await open();
  await outbox.append([frame(3)]).kept;
  const { sender, sent } = await senderOn(outbox);
  await until(() => sent.length === 2);

  for (const { epoch, sequences } of [...sent]) acknowledge(sender, epoch, sequences);

  await until(() => sent.length === 3);
  expect(sent.map(({ epoch }) => epoch)).toEqual([outbox.epoch, ...lives]);
});

async function live(value: number): Promise<string> {
  const opened = await open();
  await opened.append([frame(value)]).kept;
  await opened.close();
  return opened.epoch;
}

function open(): Promise<Outbox> {
  return openOutbox({
    folder: join(folder, 'outbox'),
    limitBytes: 16 * 1024 ** 2,
    onLoss: () => {},
    onDisk: () => {},
    monotonicMs: () => performance.now(),
  });
}

function frame(value: number) {
  return { kind: ITEM.frame, body: encodeFrameBody('00112233445566778899aabbccddeeff', value, [value]) };
}

/** A sender on a line that takes everything, and what it has sent. */
async function senderOn(of: Outbox) {
  const sent: { epoch: string; sequences: number[] }[] = [];
  const sender = createSender({
    outbox: of,
    shelf: await openSchemaShelf(join(folder, 'schemas')),
    wallMs: Date.now,
    monotonicMs: () => performance.now(),
    onRefused: () => {},
  });
  sender.attach({
    kind: 'websocket',
    waitingBytes: 0,
    maxUnanswered: 64,
    send(message) {
      const sequences = readItems(message).map(({ sequence }) => sequence);
      sent.push({ epoch: checkMessage(message).epoch, sequences });
    },
    say: () => false,
    close() {},
  });
  return { sender, sent };
}

function acknowledge(sender: Sender, epoch: string, sequences: readonly number[]): void {
  const ranges = sequences.map((sequence): SequenceRange => [sequence, sequence]);
  sender.acknowledged({
    type: 'acknowledged',
    epoch,
    ranges,
    refused: [],
    schemasNeeded: [],
    retryAfterMs: 0,
  });
}
