/*
 * `beat --url URL -- COMMAND`: runs a command and tells the collector of it. The same on a developer's machine
 * (`npm run beat --`) and with the installed bundle (`ward-agent beat`).
 */
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { helpText } from '#config/command-line.ts';
import { ConfigError } from '#config/config-error.ts';
import { OUTPUT_TAIL_BYTES } from '#protocol/job-run.ts';
import { createHttpAgent } from '../uplink/connection.ts';
import { OutputTail } from './output-tail.ts';
import { type Ended, runCommand, type SignalSource } from './run-command.ts';
import { ATTEMPT_MS, type Beat, type SendOptions, type Sent, sendBeat } from './send-beat.ts';
import { type BeatSettings, beatFlags, beatUsage, commandOf, readSettings } from './settings.ts';
import { openSpool, type Spool } from './spool.ts';

export interface BeatCommandOptions {
  env: NodeJS.ProcessEnv;
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
  signals: SignalSource;
  wallMs(): number;
  monotonicMs(): number;
}

/** How the program shall end: with this code, or by this signal as its command did. */
export interface BeatExit {
  exitCode: number;
  signal: NodeJS.Signals | null;
}

/** The command line makes no sense; chosen so that it is no code that commands usually end with. */
const MISUSED = 64;
/** Beats of earlier calls that are sent by one call. */
const SPOOLED_SENT = 50;

export async function runBeatCommand(
  argv: readonly string[],
  options: BeatCommandOptions,
): Promise<BeatExit> {
  try {
    const settings = readSettings(argv, options.env);
    if (settings) return await beat(settings, options);
    options.stdout.write(`${helpText(beatUsage, beatFlags)}\n`);
    return { exitCode: 0, signal: null };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    options.stderr.write(`${error.message}\n`);
    return runUntold(commandOf(argv), options);
  }
}

/** A mistake in how a job is watched must not keep the job from running: a backup counts for more than its beat. */
async function runUntold(
  [command, ...args]: readonly string[],
  options: BeatCommandOptions,
): Promise<BeatExit> {
  if (command === undefined) return { exitCode: MISUSED, signal: null };
  options.stderr.write(`beat ${command}: it runs all the same, and nobody is told\n`);
  const end = await runCommand({ ...options, command, args, tail: new OutputTail(), timeoutMs: 0 });
  return { exitCode: exitCodeOf(end), signal: end.problem === '' ? end.signal : null };
}

async function beat(settings: BeatSettings, options: BeatCommandOptions): Promise<BeatExit> {
  const { url, successOnly, waitMs } = settings;
  const connection = { ca: settings.ca, insecure: settings.insecure, connectTimeoutMs: 3_000 };
  const agent = createHttpAgent(url.startsWith('https:'), connection);
  const spool = openSpool(settings.spool);
  const send: SendOptions = { agent, wallMs: options.wallMs, monotonicMs: options.monotonicMs };
  const run = randomBytes(8).toString('hex');
  const ended = new AbortController();
  const startedMs = options.monotonicMs();
  const [command, ...args] = settings.command;

  // Not waited for: the job has begun. What was kept before goes out while it works.
  const started: Beat = { url, phase: 'start', query: { run }, body: '', atMs: options.wallMs() };
  const early =
    command === undefined || successOnly
      ? Promise.resolve()
      : sendBeat(started, waitMs, { ...send, signal: ended.signal }).then(async ({ outcome }) => {
          if (outcome === 'taken')
            await sendKept(spool, { ...send, signal: ended.signal }, Number.POSITIVE_INFINITY);
        });

  const tail = new OutputTail();
  const end: Ended =
    command === undefined
      ? { exitCode: 0, signal: null, problem: '' }
      : await runCommand({ ...options, command, args, tail, timeoutMs: settings.timeoutMs });
  ended.abort();
  await early;
  if (end.problem !== '') say(options, settings, end.problem);
  const exit: BeatExit = { exitCode: exitCodeOf(end), signal: end.problem === '' ? end.signal : null };
  if (successOnly && exit.exitCode !== 0) return closed(agent, exit);

  const output = tail.text(OUTPUT_TAIL_BYTES, settings.masks);
  const finished: Beat = {
    url,
    phase: exit.exitCode === 0 ? 'success' : 'failure',
    query: {
      run,
      ...(command !== undefined && {
        exit: String(exit.exitCode),
        duration: ((options.monotonicMs() - startedMs) / 1_000).toFixed(3),
      }),
      ...(exit.exitCode === 0 &&
        sizesOf(settings.results, (file) => say(options, settings, `${file} is not there: told as 0 bytes`))),
    },
    body: end.problem === '' ? output : `${output}\n${end.problem}`.slice(-OUTPUT_TAIL_BYTES),
    atMs: options.wallMs(),
  };
  const endMs = options.monotonicMs() + waitMs;
  const sent = await sendBeat(finished, waitMs, send);
  if (sent.outcome === 'taken') await sendKept(spool, send, endMs);
  else tell(sent, finished, spool, settings, options);
  return closed(agent, exit);
}

/** Sends what earlier calls have kept, oldest first, as long as it is taken. */
async function sendKept(spool: Spool, send: SendOptions, endMs: number): Promise<void> {
  for (let count = 0; count < SPOOLED_SENT; count++) {
    if (send.signal?.aborted || send.monotonicMs() >= endMs) return;
    const kept = spool.take();
    if (!kept) return;
    const { outcome } = await sendBeat(kept.beat, Math.min(ATTEMPT_MS, endMs - send.monotonicMs()), send);
    if (outcome === 'away') return kept.giveBack();
    kept.sent();
  }
}

function tell(
  sent: Exclude<Sent, { outcome: 'taken' }>,
  finished: Beat,
  spool: Spool,
  settings: BeatSettings,
  options: BeatCommandOptions,
): void {
  if (sent.outcome === 'refused') {
    say(options, settings, `not told: ${sent.why}`);
    return;
  }
  const kept = spool.keep(finished);
  const fate = kept ? 'kept for the next call' : `lost, since ${settings.spool} cannot be written`;
  const dropped = kept && kept.dropped > 0 ? `; ${kept.dropped} older ones made room` : '';
  say(options, settings, `the collector was not reached (${sent.why}), ${fate}${dropped}`);
}

function say({ stderr }: BeatCommandOptions, { job }: BeatSettings, text: string): void {
  stderr.write(`beat ${job}: ${text}\n`);
}

/** A command that was ended for its time has failed, whatever code it made of that. */
function exitCodeOf({ exitCode, problem }: Ended): number {
  return problem !== '' && exitCode === 0 ? 124 : exitCode;
}

/** Bytes and number of the files that were made. */
function sizesOf(files: readonly string[], onMissing: (file: string) => void): Record<string, string> {
  if (files.length === 0) return {};
  let bytes = 0;
  let found = 0;
  for (const file of files) {
    try {
      bytes += statSync(file).size;
      found++;
    } catch {
      // It counts as no file and no byte.
      onMissing(file);
    }
  }
  return { bytes: String(bytes), files: String(found) };
}

function closed(agent: { destroy(): void }, exit: BeatExit): BeatExit {
  agent.destroy();
  return exit;
}
