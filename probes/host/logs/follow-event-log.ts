import { execFile } from 'node:child_process';
import type { EventLogConfig } from './config.ts';
import { parseEvents, type WindowsEvent } from './parse-event-log.ts';
import type { LineSource } from './source.ts';

/** Runs a program and gives what it writes. */
export type RunProgram = (program: string, args: readonly string[], signal: AbortSignal) => Promise<Buffer>;

export interface FollowEventLogOptions {
  eventLog: EventLogConfig;
  /** What `save` gave when the program ended. */
  kept: unknown;
  now(): number;
  run?: RunProgram;
}

const LEVELS = { critical: 1, error: 2, warning: 3, information: 4 } as const;
const EVENTS_AT_ONCE = 1_000;
const MOST_OUTPUT = 16 * 1024 ** 2;
/** A process is no small thing there, and no alert is later than this for it. */
const EVERY_MS = 30_000;

/**
 * An event log of Windows, by the numbers of its events: asked for what came behind the last one. Written after the
 * manual of `wevtutil` and tested with samples of its output: it was never run on Windows.
 */
export function followEventLog({ eventLog, kept, now, run = runProgram }: FollowEventLogOptions): LineSource {
  const { channel, level } = eventLog;
  let last = asRecord(kept);
  let askedMs = Number.NEGATIVE_INFINITY;

  return {
    async read(take, signal) {
      const before = last;
      const state = { cutLines: 0, behindBytes: Number.NaN, files: 0, isChanged: false, skipped: [] };
      if (Math.abs(now() - askedMs) < EVERY_MS) return state;
      askedMs = now();
      const [newest] = await ask('*', 1, true, signal);
      // A log that was emptied may count from 1 again.
      const newestRecord = newest?.record ?? 0;
      last ??= newestRecord;
      if (newestRecord < last) last = 0;
      const query = `*[System[(EventRecordID > ${last}) and (Level >= 1) and (Level <= ${LEVELS[level]})]]`;
      const events = newestRecord > last ? await ask(query, EVENTS_AT_ONCE, false, signal) : [];
      take(
        events.map(({ text }) => text),
        channel,
      );
      last = events.length < EVENTS_AT_ONCE ? newestRecord : (events.at(-1)?.record ?? last);
      return { ...state, isChanged: last !== before };
    },
    save: () => last,
    async close() {},
  };

  async function ask(
    query: string,
    most: number,
    isNewestFirst: boolean,
    signal: AbortSignal,
  ): Promise<WindowsEvent[]> {
    const args = [
      ...['qe', channel, `/q:${query}`, `/c:${most}`, `/rd:${isNewestFirst}`],
      ...['/f:RenderedXml', '/uni:true'],
    ];
    return parseEvents(decode(await run('wevtutil', args, signal)));
  }
}

/** `/uni:true` writes UTF-16, whatever code page the machine has. */
function decode(output: Buffer): string {
  return output.includes(0) ? output.toString('utf16le') : output.toString('utf8');
}

function runProgram(program: string, args: readonly string[], signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { encoding: 'buffer', maxBuffer: MOST_OUTPUT, windowsHide: true, signal } as const;
    execFile(program, [...args], options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const said = stderr.toString('utf8').trim().slice(0, 300);
      reject(new Error(error.code === 'ENOENT' ? `there is no ${program} here` : said || error.message));
    });
  });
}

function asRecord(kept: unknown): number | undefined {
  return typeof kept === 'number' && Number.isSafeInteger(kept) ? kept : undefined;
}
