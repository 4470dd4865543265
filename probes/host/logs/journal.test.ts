import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Journald, startJournald, whyNoJournald } from '../../../scripts/servers/journald.ts';
import { followEventLog } from './follow-event-log.ts';
import { followJournal } from './follow-journal.ts';
import { parseEvents } from './parse-event-log.ts';
import { parseJournalLine } from './parse-journal.ts';
import type { LineSource } from './source.ts';

const signal = new AbortController().signal;
const JOURNAL = { units: [], identifiers: [], priority: 'debug' as const };

/** Reads until there are so many lines. */
async function readUntil(source: LineSource, count: number): Promise<string[]> {
  const all: string[] = [];
  await vi.waitFor(
    async () => {
      await source.read((lines, title) => all.push(...lines.map((line) => `${title}: ${line}`)), signal);
      expect(all.length).toBeGreaterThanOrEqual(count);
    },
    { timeout: 20_000, interval: 20 },
  );
  return all;
}

const why = whyNoJournald();
describe.skipIf(why)(`a journal of systemd${why ? ` (${why})` : ''}`, () => {
  let journald: Journald;
  beforeAll(async () => {
    journald = await startJournald();
  });
  afterAll(() => journald?.stop());

  function follow(kept: unknown = undefined, more: object = {}, readLimit = 1_000_000): LineSource {
    const journal = { ...JOURNAL, directory: journald.directory, ...more };
    return followJournal({ journal, readLimit, kept, now: Date.now });
  }

  it('is followed from now on, and over a restart from behind the last line', async () => {
    const sinceMs = Date.now() - 60_000;
    journald.write('app', 'before\n');
    // The journal gives it its time when it takes it.
    const earlier = follow({ sinceMs }, { identifiers: ['app'] });
    expect(await readUntil(earlier, 1)).toEqual(['app: before']);
    await earlier.close();
    const first = follow({ sinceMs: Date.now() + 1 }, { identifiers: ['app'] });
    await first.read(() => {}, signal);
    await new Promise((resolve) => setTimeout(resolve, 5));
    journald.write('app', 'one\ntwo\n');
    journald.write('other', 'not ours\n');
    expect(await readUntil(first, 2)).toEqual(['app: one', 'app: two']);
    const kept = JSON.parse(JSON.stringify(first.save()));
    await first.close();
    journald.write('app', 'three 错误\n');

    const second = follow(kept, { identifiers: ['app'] });
    expect(await readUntil(second, 1)).toEqual(['app: three 错误']);
    await second.close();
  });

  it('has every line counted once over restarts, with a backlog larger than what is read at a time', async () => {
    let source = follow({ sinceMs: Date.now() }, { identifiers: ['flood'] }, 50_000);
    await source.read(() => {}, signal);
    const lines = Array.from({ length: 2_000 }, (_, number) => `line ${number}`);
    journald.write('flood', `${lines.join('\n')}\n`);
    const seen: string[] = [];
    await vi.waitFor(
      async () => {
        await source.read((more) => seen.push(...more), signal);
        const kept = source.save();
        await source.close();
        source = follow(kept, { identifiers: ['flood'] }, 50_000);
        expect(seen.length).toBeGreaterThanOrEqual(lines.length);
      },
      { timeout: 20_000, interval: 1 },
    );
    await source.close();

    expect(seen).toEqual(lines);
  });
});

it('a journal without journalctl is named, and tried again', async () => {
  const source = followJournal({
    journal: JOURNAL,
    readLimit: 1_000,
    kept: undefined,
    now: Date.now,
    program: '/nowhere/journalctl',
  });
  await source.read(() => {}, signal);
  const { skipped } = await source.read(() => {}, signal);
  await source.close();

  expect(skipped).toEqual([{ what: 'journalctl', why: 'there is no /nowhere/journalctl here' }]);
});

it.each([
  [
    '{"__CURSOR":"c","MESSAGE":[104,105],"_SYSTEMD_UNIT":"a.service","SYSLOG_IDENTIFIER":"a"}',
    'hi',
    'a.service',
  ],
  ['{"__CURSOR":"c","MESSAGE":null}', '', 'journal'],
  ['{"__CURSOR":"c","MESSAGE":["one","two"],"SYSLOG_IDENTIFIER":"a"}', 'one\ntwo', 'a'],
])('a line of a journal may be %s', (json, text, title) => {
  expect(parseJournalLine(json)).toEqual({ cursor: 'c', text, title });
});

it('what is no line of a journal is none', () => {
  expect(parseJournalLine('{"MESSAGE":')).toBeUndefined();
  expect(parseJournalLine('{}')).toBeUndefined();
});

/** After the form that the manual of `wevtutil` gives; made by hand. */
const EVENT = (
  record: number,
  message: string,
) => `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>
<System><Provider Name='disk' Guid='{x}'/><EventID Qualifiers='49156'>7</EventID><Level>2</Level>
<EventRecordID>${record}</EventRecordID><Channel>System</Channel></System>
<EventData><Data>\\Device\\Harddisk0</Data></EventData>
${message && `<RenderingInfo Culture='zh-CN'><Message>${message}</Message></RenderingInfo>`}</Event>`;

describe('an event log of Windows', () => {
  it('is read as lines', () => {
    expect(parseEvents(EVENT(5, '设备 &lt;0&gt;&#13;&#x0A;有一个坏块。') + EVENT(6, ''))).toEqual([
      { record: 5, text: 'Error disk 7: 设备 <0> 有一个坏块。' },
      { record: 6, text: 'Error disk 7: \\Device\\Harddisk0' },
    ]);
  });

  it('begins behind what is there, goes on by number, and begins anew when it was emptied', async () => {
    let events = [1, 2, 3];
    let nowMs = 0;
    const asked: string[] = [];
    const open = (kept: unknown) =>
      followEventLog({
        eventLog: { channel: 'System', level: 'error' },
        kept,
        now: () => nowMs,
        async run(_program, args) {
          asked.push(args.join(' '));
          const from = Number(/EventRecordID > (\d+)/.exec(args.join(' '))?.[1] ?? 0);
          const wanted = args.includes('/rd:true')
            ? events.slice(-1)
            : events.filter((event) => event > from);
          return Buffer.from(
            wanted.map((record) => EVENT(record, `number ${record}`)).join('\r\n'),
            'utf16le',
          );
        },
      });
    const read = async (source: LineSource) => {
      const all: string[] = [];
      nowMs += 60_000;
      await source.read((lines) => all.push(...lines.map((line) => line.split(': ')[1] as string)), signal);
      return all;
    };
    const first = open(undefined);

    expect(await read(first)).toEqual([]);
    events.push(4, 5);
    expect(await read(first)).toEqual(['number 4', 'number 5']);
    events.push(6);
    expect(await read(open(first.save()))).toEqual(['number 6']);
    events = [1];
    const emptied = open(6);
    expect(await read(emptied)).toEqual(['number 1']);
    events.push(2);
    expect(await read(emptied)).toEqual(['number 2']);
    expect(asked[0]).toBe('qe System /q:* /c:1 /rd:true /f:RenderedXml /uni:true');
  });
});
