import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../find-program.ts';
import { onFreePort } from './free-port.ts';
import { holdProcess } from './hold-process.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/** What a server for a test shall be like; what is left out is as Debian ships it. */
export interface SshdOptions {
  /** Kinds of host keys; one of each is made. */
  hostKeys?: readonly ('ed25519' | 'rsa' | 'ecdsa' | 'dsa')[];
  /** Further lines of its configuration, such as `KexAlgorithms diffie-hellman-group1-sha1`. */
  lines?: readonly string[];
}

/** A real OpenSSH server on loopback, with one account of its own. */
export interface Sshd {
  address: '127.0.0.1';
  /** Stays the same over restarts. */
  port: number;
  user: string;
  password: string;
  /** Opens the account too, PEM. */
  privateKey: string;
  /** What the server logged, line by line. */
  log: string[];
  /** As `ssh-keygen -l` prints it, by kind of key. */
  fingerprint(kind: string): string;
  /** Ends the processes of all sessions: every connection breaks. */
  dropSessions(): void;
  /** Ends it and its sessions, and starts it again on the same port; with new host keys when asked to. */
  restart(options?: { newHostKeys: boolean }): Promise<void>;
  /** SIGSTOP: it takes connections and says nothing, until `resume`. */
  pause(): void;
  resume(): void;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

const USER = 'wardtest';
const UID = 54_321;
const PASSWORD = 'not a real password: 5f1c';

/**
 * Why such a server cannot be started here, in words; undefined when it can. Its account exists only in a mount
 * namespace of its own, which takes root and a kernel that allows one.
 */
export function whyNoSshd(): string | undefined {
  if (!findProgram('sshd')) return 'sshd is missing: apt-get install openssh-server';
  if (process.getuid?.() !== 0) return 'not root';
  try {
    execFileSync('unshare', ['--mount', 'true'], { stdio: 'ignore' });
  } catch {
    return 'no mount namespaces here';
  }
  return undefined;
}

/** Starts OpenSSH's server on a free port; rejects with its own last words when it does not come up. */
export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  const folder = mkdtempSync(join(tmpdir(), 'ward-sshd-'));
  // The account itself reads its keys and its home in there.
  chmodSync(folder, 0o755);
  const kinds = options.hostKeys ?? ['ed25519', 'rsa', 'ecdsa'];
  const log: string[] = [];
  makeAccount(folder);
  makeKeys(folder, kinds);
  const file = join(folder, 'sshd_config');
  const started = await onFreePort((free) => {
    writeFileSync(file, configuration(folder, free, kinds, options.lines ?? []));
    return start(folder, file, log);
  }, /Address already in use/);
  const { port } = started;
  let { server } = started;
  return {
    address: '127.0.0.1',
    port,
    user: USER,
    password: PASSWORD,
    privateKey: readFileSync(join(folder, 'client'), 'utf8'),
    log,
    fingerprint: (kind) => keygen('-l', '-f', join(folder, `host-${kind}.pub`)).split(' ')[1] ?? '',
    dropSessions: () => endBelow(server.pid),
    async restart({ newHostKeys } = { newHostKeys: false }) {
      endBelow(server.pid);
      await server.end('SIGTERM');
      if (newHostKeys) makeKeys(folder, kinds);
      server = await start(folder, file, log);
    },
    pause: () => holdProcess(server.pid),
    resume: () => void process.kill(server.pid, 'SIGCONT'),
    async stop() {
      if (existsSync(`/proc/${server.pid}`)) process.kill(server.pid, 'SIGCONT');
      endBelow(server.pid);
      await server.end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** In its namespace the account files of the system are covered by copies with one more line. */
function start(folder: string, file: string, log: string[]): Promise<ServerProcess> {
  if (!existsSync('/run/sshd')) mkdirSync('/run/sshd', { mode: 0o755 });
  const script = [
    `mount --bind ${folder}/passwd /etc/passwd`,
    `mount --bind ${folder}/shadow /etc/shadow`,
    `exec ${findProgram('sshd')} -D -e -f ${file}`,
  ].join(' && ');
  return startServer({
    program: 'unshare',
    args: ['--mount', 'sh', '-c', script],
    readyLine: (line) => /^Server listening on 127\.0\.0\.1 port (\d+)/.exec(line)?.[1],
    onLine: (line) => log.push(line),
  });
}

/** Sessions are processes of their own, which outlive the server and hold its output open. */
function endBelow(pid: number): void {
  let children = '';
  try {
    children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  } catch {
    // It is gone, and what it had started with it.
  }
  for (const child of children.split(' ').map(Number).filter(Boolean)) {
    endBelow(child);
    try {
      process.kill(child, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
}

function makeAccount(folder: string): void {
  const home = join(folder, 'home');
  mkdirSync(home);
  chownSync(home, UID, UID);
  const hash = execFileSync('openssl', ['passwd', '-6', '-stdin'], {
    input: PASSWORD,
    encoding: 'utf8',
  }).trim();
  const passwd = readFileSync('/etc/passwd', 'utf8');
  writeFileSync(join(folder, 'passwd'), `${passwd}${USER}:x:${UID}:${UID}::${home}:/bin/sh\n`);
  const shadow = readFileSync('/etc/shadow', 'utf8');
  writeFileSync(join(folder, 'shadow'), `${shadow}${USER}:${hash}:19000:0:99999:7:::\n`, { mode: 0o600 });
  keygen('-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'client'));
}

function makeKeys(folder: string, kinds: readonly string[]): void {
  for (const kind of kinds) {
    const file = join(folder, `host-${kind}`);
    rmSync(file, { force: true });
    rmSync(`${file}.pub`, { force: true });
    const bits = kind === 'rsa' ? ['-b', '2048'] : [];
    keygen('-q', '-t', kind, ...bits, '-N', '', '-f', file);
  }
}

function keygen(...args: string[]): string {
  return execFileSync('ssh-keygen', args, { encoding: 'utf8' });
}

function configuration(
  folder: string,
  port: number,
  kinds: readonly string[],
  lines: readonly string[],
): string {
  return [
    // The first of two lines counts.
    ...lines,
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    ...kinds.map((kind) => `HostKey ${folder}/host-${kind}`),
    `AuthorizedKeysFile ${folder}/client.pub`,
    'StrictModes no',
    'UsePAM no',
    'PidFile none',
    'LogLevel VERBOSE',
    '',
  ].join('\n');
}
