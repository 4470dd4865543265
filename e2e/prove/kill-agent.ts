/*
 * The agent that the proof `kill` kills: the real outbox and the real uplink under made-up measurements. It says on
 * standard output what it did, one line by one write, before the next thing happens:
 *
 *   life <epoch> | made <epoch> <sequence> <timeMs> | other <epoch> <sequence> | kept <epoch> <sequence>
 *   sent <epoch> live|backlog <sequence> | acknowledged <epoch> <from> <to> | refused <epoch> <from> <to>
 *   lost <epoch> <from> <to> | damaged <epoch> <from> <to> | idle
 *
 * SIGTERM ends the measuring; it then sends what waits, says `idle` and ends.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { openOutbox } from '#agent/outbox/outbox.ts';
import { identityOfBytes, openSchemaShelf } from '#agent/outbox/schema-shelf.ts';
import { parseAddress } from '#agent/uplink/address.ts';
import type { Link } from '#agent/uplink/link.ts';
import { createSender } from '#agent/uplink/sender.ts';
import { createUplink, UPLINK_TIMES } from '#agent/uplink/uplink.ts';
import { checkMessage, encodeFrameBody, FLAG_BACKLOG, ITEM, readItems } from '#protocol/frame.ts';
import { canonicalSchema } from '#protocol/schema.ts';
import { PROTOCOL } from '#protocol/version.ts';
import { columnsOf, valueAt } from './kill-values.ts';

/** What the proof tells the agent, as JSON in the first argument. */
export interface KillAgentSettings {
  url: string;
  key: string;
  target: string;
  folder: string;
  /** Number of the agent: part of what decides its values. */
  number: number;
  width: number;
  everyMs: number;
  outboxBytes: number;
}

const SOON = { firstMs: 100, maxMs: 1_000 };
const END_CHECK_MS = 20;

const settings: KillAgentSettings = JSON.parse(process.argv[2]);
const run = `${process.pid}-${Date.now()}`;
const monotonicMs = () => Math.round(performance.now());

const outbox = await openOutbox({
  folder: join(settings.folder, 'outbox'),
  limitBytes: settings.outboxBytes,
  onLoss: ({ epoch, ranges, reason }) => {
    // A kill damages nothing: who says so is wrong.
    sayRanges(reason === 'damaged' ? 'damaged' : 'lost', epoch, ranges);
  },
  onDisk: (error) => complain('the disk', { why: error?.message }),
  monotonicMs,
});
const shelf = await openSchemaShelf(join(settings.folder, 'schemas'));
/** Everything that gets a sequence is told before it can leave. */
const toldOutbox: typeof outbox = Object.create(outbox, {
  append: {
    value(newItems: Parameters<typeof outbox.append>[0]) {
      const appended = outbox.append(newItems);
      for (const { kind, sequence } of appended.items) {
        if (kind !== ITEM.frame) say(`other ${outbox.epoch} ${sequence}`);
      }
      return appended;
    },
  },
});

const sender = createSender({
  outbox: toldOutbox,
  shelf,
  wallMs: Date.now,
  monotonicMs,
  onRefused: (code, detail) => complain('the collector refuses', { code, detail }),
});
const uplink = createUplink({
  addresses: [parseAddress(settings.url)],
  connection: { connectTimeoutMs: 2_000 },
  caller: {
    key: settings.key,
    hello: () => ({
      type: 'hello',
      protocol: PROTOCOL.current,
      version: 'proof',
      epoch: outbox.epoch,
      run,
      machine: settings.target,
      hostname: `proof-${settings.number}`,
      assignment: 0,
    }),
  },
  sender: {
    ...sender,
    attach: (link) => sender.attach(toldLink(link)),
    acknowledged(message) {
      sayRanges('acknowledged', message.epoch, message.ranges);
      sayRanges(
        'refused',
        message.epoch,
        message.refused.map(({ range }) => range),
      );
      sender.acknowledged(message);
    },
  },
  log: { info: () => {}, warn: complain, error: complain },
  random: Math.random,
  wallMs: Date.now,
  times: {
    ...UPLINK_TIMES,
    welcomeTimeoutMs: 2_000,
    silenceMs: 4_000,
    answerTimeoutMs: 4_000,
    usual: SOON,
    slow: SOON,
  },
  onWelcome({ have }) {
    sayRanges('acknowledged', outbox.epoch, have);
    outbox.release(outbox.epoch, have);
  },
  onAsked() {},
  onUnauthorized: async () => false,
});

let lastTimeMs = 0;
let measuring: NodeJS.Timeout | undefined;
let isEnding = false;
let endChecks = 0;
// Ready to be asked to end before anybody is told that it lives.
process.on('SIGTERM', () => {
  isEnding = true;
  clearInterval(measuring);
  setInterval(endWhenIdle, END_CHECK_MS);
});

say(`life ${outbox.epoch}`);
const schema = Buffer.from(
  canonicalSchema({
    probe: 'proof',
    target: settings.target,
    intervalMs: 100,
    columns: columnsOf(settings.width),
  }),
);
const schemaId = identityOfBytes(schema);
await shelf.put(schemaId, schema);
uplink.offer(toldOutbox.append([{ kind: ITEM.schema, body: schema }]).items);
uplink.start();
if (!isEnding) measuring = setInterval(measure, settings.everyMs);

function endWhenIdle(): void {
  const { waitingItems } = outbox.figures();
  if (waitingItems === 0) {
    say('idle');
    process.exit(0);
  }
  if (++endChecks % 250 === 0)
    complain('still waiting', { waitingItems, ...uplink.figures(), ...sender.figures() });
}

function measure(): void {
  const timeMs = Math.max(Date.now(), lastTimeMs + 1);
  lastTimeMs = timeMs;
  const values = Float64Array.from({ length: settings.width }, (_, column) =>
    valueAt(settings.number, column, timeMs),
  );
  const { epoch } = outbox;
  const { items, kept } = outbox.append([
    { kind: ITEM.frame, body: encodeFrameBody(schemaId, timeMs, values) },
  ]);
  const [{ sequence }] = items;
  say(`made ${epoch} ${sequence} ${timeMs}`);
  uplink.offer(items);
  void kept.then((where) => {
    if (where === 'disk') say(`kept ${epoch} ${sequence}`);
  });
}

function toldLink(link: Link): Link {
  return Object.create(link, {
    send: {
      value(message: Uint8Array, number: number) {
        const { epoch } = checkMessage(message);
        for (const { sequence, flags } of readItems(message)) {
          const how = flags & FLAG_BACKLOG ? 'backlog' : 'live';
          say(`sent ${epoch} ${how} ${sequence}`);
        }
        link.send(message, number);
      },
    },
  });
}

function sayRanges(what: string, epoch: string, ranges: readonly (readonly [number, number])[]): void {
  for (const [from, to] of ranges) say(`${what} ${epoch} ${from} ${to}`);
}

/** One write is one line, whole or not at all, whenever the process is killed. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}

function complain(what: string, data?: unknown): void {
  writeSync(2, `${what} ${data === undefined ? '' : JSON.stringify(data)}\n`);
}
