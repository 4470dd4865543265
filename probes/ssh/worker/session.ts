import { performance } from 'node:perf_hooks';
import type { ClientChannel, SFTPWrapper } from 'ssh2';
import { type CommandList, commandLists } from '../platforms/command-lists.ts';
import type { PlatformName } from '../platforms/platform-name.ts';
import { type Connected, connectSsh } from './connect.ts';
import { dial } from './dial.ts';
import { collectExec } from './exec.ts';
import { type RemoteFiles, remoteFiles } from './files.ts';
import type { Gate } from './gate.ts';
import { hardTimer } from './hard-timer.ts';
import type { ListedFolder, Opened, OpenRequest, Ran, ShellOpened, StatedFile } from './messages.ts';
import { openShell, type Shell } from './shell.ts';
import { SshFailure } from './ssh-failure.ts';

/** One signed-in connection to one server. Whatever fails, and `close`, ends it; what comes after fails as ended. */
export interface Session {
  readonly opened: Opened;
  /** Opens the one command line that devices grant. */
  shell(timeoutMs: number): Promise<ShellOpened>;
  /** Runs a command of the fixed list. */
  run(platform: PlatformName, command: string, timeoutMs: number): Promise<Ran>;
  /** What is in a folder, over SFTP; `most` entries of it. */
  list(folder: string, most: number, timeoutMs: number): Promise<ListedFolder>;
  /** What is at a path, behind links, over SFTP. */
  stat(path: string, timeoutMs: number): Promise<StatedFile>;
  close(): void;
}

/** Wide enough that no table is wrapped, high enough that a device which knows no other way seldom pages. */
const WINDOW = { term: 'vt100', cols: 512, rows: 1_000 };
const LAST_WORDS_MS = 1_000;
const TURN_MS = 2_000;

/** Connects, shakes hands when the gate lets it, and signs in. */
export async function openSession(request: OpenRequest, gate: Gate): Promise<Session> {
  const startedMs = performance.now();
  const socket = await dial(request.address, request.port, request.timeoutMs);
  const connectMs = performance.now() - startedMs;
  const leave = await gate.enter();
  // The turn is for this thread's own computing: a device that thinks for long, or says nothing more, holds nobody up.
  const turn = setTimeout(leave, TURN_MS);
  let connected: Connected;
  try {
    connected = await connectSsh(socket, request);
  } finally {
    clearTimeout(turn);
    leave();
  }
  const { client, ...rest } = connected;
  let shell: Shell | undefined;
  let files: RemoteFiles | undefined;
  let isOver = false;
  const onOver = () => {
    isOver = true;
  };
  // Between the two it hears no more, and nothing tells what is asked then.
  client.once('end', onOver).once('close', onOver);

  return {
    opened: { ...rest, connectMs },
    shell: (timeoutMs) =>
      orClose(async () => {
        shell = await openChannel(
          timeoutMs,
          (done) => client.shell(WINDOW, done),
          (channel) => openShell(channel, timeoutMs),
        );
        return { prompt: shell.prompt, greeting: shell.greeting };
      }),
    run(platform, command, timeoutMs) {
      const { how, texts } = listOf(platform);
      const line = Object.hasOwn(texts, command) ? texts[command] : undefined;
      if (line === undefined) throw new SshFailure('misconfigured', `${platform} has no command ${command}`);
      return orClose(async () => {
        const startedMs = performance.now();
        const text = how === 'shell' ? await runInShell(line, timeoutMs) : await runAlone(line, timeoutMs);
        return { text, ms: performance.now() - startedMs };
      });
    },
    list: (folder, most, timeoutMs) =>
      orClose(async () => (await openFiles(timeoutMs)).list(folder, most, timeoutMs)),
    stat: (path, timeoutMs) => orClose(async () => (await openFiles(timeoutMs)).stat(path, timeoutMs)),
    close,
  };

  async function openFiles(timeoutMs: number): Promise<RemoteFiles> {
    files ??= await openChannel<RemoteFiles, SFTPWrapper>(
      timeoutMs,
      (done) => client.sftp(done),
      async (sftp) => remoteFiles(sftp),
    );
    return files;
  }

  async function orClose<Result>(step: () => Promise<Result>): Promise<Result> {
    if (isOver) throw new SshFailure('failed', 'the connection has ended', { isEnded: true });
    try {
      return await step();
    } catch (error) {
      close();
      throw error;
    }
  }

  function runInShell(line: string, timeoutMs: number): Promise<string> {
    if (shell === undefined) throw new SshFailure('failed', 'no command line was opened');
    return shell.run(line, timeoutMs);
  }

  async function runAlone(line: string, timeoutMs: number): Promise<string> {
    return openChannel(
      timeoutMs,
      (done) => client.exec(line, done),
      (channel) => collectExec(channel, timeoutMs),
    );
  }

  /**
   * ssh2 promises no answer when the other side keeps silent. `use` is called in the moment in which the channel is
   * there: all that is said on it may stand in the same packet, and who listens later has missed it.
   */
  function openChannel<Result, Channel = ClientChannel>(
    timeoutMs: number,
    open: (done: (error: Error | undefined, channel: Channel) => void) => void,
    use: (channel: Channel) => Promise<Result>,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      let isLate = false;
      const cancel = hardTimer(timeoutMs, () => {
        isLate = true;
        reject(new SshFailure('silent', `no session was granted within ${timeoutMs / 1000} s`));
      });
      open((error, channel) => {
        cancel();
        if (isLate) return;
        if (error === undefined) return resolve(use(channel));
        const isEnded = isOver || error.message === 'No response from server';
        const sentence = isEnded
          ? 'the connection ended when a session was asked for'
          : `no session is granted (${error.message}): all of them taken, or not allowed for this account`;
        reject(new SshFailure(isEnded ? 'failed' : 'refused', sentence, { isEnded }));
      });
    });
  }

  function close(): void {
    isOver = true;
    client.end();
    setTimeout(() => socket.destroy(), LAST_WORDS_MS).unref();
  }
}

function listOf(platform: PlatformName): CommandList {
  if (!Object.hasOwn(commandLists, platform)) {
    throw new SshFailure('misconfigured', `there is no platform ${platform}`);
  }
  return commandLists[platform];
}
