import { once } from 'node:events';
import { type AddressInfo, createServer, type Server as NetServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import ssh2 from 'ssh2';
import { answersOf } from './answers/answers.ts';
import { dialects, type SshPlatform } from './dialect.ts';
import { type HostKeyKind, hostKey } from './host-keys.ts';
import { Terminal } from './terminal.ts';

/** What a command says: a text, or one that is made when it is asked. */
export type SshAnswer = string | (() => string);

/** How a device misbehaves over SSH. All may be changed while it runs, and hold from the next step on. */
export interface SshQuirks {
  /** Before what a command says. */
  delayMs: number;
  /** Where it stops saying anything, with the connection still open. */
  halfOpen: 'no' | 'greeting' | 'sign_in' | 'shell' | 'command';
  /** Ends the connection at this command instead of answering; 0: never. */
  closeAtCommand: number;
  /** Knows group1 and group14 with SHA-1, CBC ciphers and ssh-rsa only. */
  legacyOnly: boolean;
  /** Asks for the password by keyboard-interactive only. */
  keyboardInteractive: boolean;
  /** Asks something before the first prompt. */
  asksFirst: boolean;
  /** Does not know the command that ends paging. */
  noPagingOff: boolean;
  /** Says everything in pieces of so many bytes; 0: as it comes. */
  pieceBytes: number;
  echo: boolean;
  /** Lines of a page. */
  pageLines: number;
}

const WELL_BEHAVED: SshQuirks = {
  delayMs: 0,
  halfOpen: 'no',
  closeAtCommand: 0,
  legacyOnly: false,
  keyboardInteractive: false,
  asksFirst: false,
  noPagingOff: false,
  pieceBytes: 0,
  echo: true,
  pageLines: 24,
};

export interface SshDeviceOptions {
  platform: SshPlatform;
  user: string;
  password: string;
  host?: string;
  /** 0: a free one. */
  port?: number;
  /** In the prompt and in the answers. */
  name?: string;
  /** By command, over those that the platform has anyway. */
  answers?: Readonly<Record<string, SshAnswer>>;
  /** What a command says that stands in no list. */
  otherwise?: (command: string) => string | undefined;
  hostKeys?: readonly HostKeyKind[];
  quirks?: Partial<SshQuirks>;
}

export interface SshDevice {
  host: string;
  port: number;
  quirks: SshQuirks;
  /** May be changed while it runs. */
  answers: Record<string, SshAnswer>;
  /** Every command that was entered or executed, in their order. */
  commandsSeen: string[];
  /** How often somebody signed in, and how often that was refused. */
  signIns: { accepted: number; refused: number };
  /** From the next connection on it has other host keys. */
  changeHostKeys(): void;
  /** Ends all connections. */
  close(): Promise<void>;
}

/** Starts a device with a command line. What it answers are invented texts, in the form of its make. */
export async function startSshDevice(options: SshDeviceOptions): Promise<SshDevice> {
  const { platform, host = '127.0.0.1', port = 0, name = `sim-${platform}` } = options;
  const hostKeyKinds = options.hostKeys ?? ['rsa', 'ed25519'];
  let keyNumber = 1;
  const sockets = new Set<Socket>();
  const listener = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    if (device.quirks.halfOpen !== 'greeting') serve(socket);
  });
  const device: SshDevice = {
    host,
    port,
    quirks: { ...WELL_BEHAVED, ...options.quirks },
    answers: { ...answersOf(platform, name), ...options.answers },
    commandsSeen: [],
    signIns: { accepted: 0, refused: 0 },
    changeHostKeys: () => keyNumber++,
    async close() {
      for (const socket of sockets) socket.destroy();
      await closeListener(listener);
    },
  };

  function serve(socket: Socket): void {
    const { legacyOnly } = device.quirks;
    const keys = (legacyOnly ? (['rsa'] as const) : hostKeyKinds).map((kind) => hostKey(kind, keyNumber));
    const server = new ssh2.Server({
      hostKeys: keys,
      ident: idents[platform],
      ...(legacyOnly ? { algorithms: legacyAlgorithms } : {}),
    });
    server.on('connection', (client: ssh2.Connection) => {
      client.on('error', () => {});
      client.on('authentication', (context) => signIn(context, options, device));
      client.on('session', (accept) => openSession(accept(), client));
    });
    server.injectSocket(socket);
  }

  function openSession(session: ssh2.Session, client: ssh2.Connection): void {
    session.on('pty', (accept) => accept?.());
    session.on('window-change', (accept) => accept?.());
    session.on('shell', (accept) => {
      if (device.quirks.halfOpen === 'shell') return;
      const stream = accept();
      const terminal = new Terminal({
        dialect: dialects[platform],
        name: () => name,
        write: (text) => writePieces(stream, text, device.quirks.pieceBytes),
        end: () => stream.end(),
        run: (command) => run(command, client),
        echo: device.quirks.echo,
        pageLines: device.quirks.pageLines,
        asksFirst: device.quirks.asksFirst,
      });
      stream.on('data', (keys: Buffer) => terminal.type(keys.toString('utf8'))).on('error', () => {});
    });
    session.on('exec', (accept, reject, { command }) => {
      // Only hosts have it. Network devices end the whole connection.
      if (platform !== 'linux') {
        reject?.();
        client.end();
        return;
      }
      const stream = accept();
      void run(command, client).then((said) => {
        if (said === undefined) stream.stderr.write(`${dialects.linux.unknown(command, 0)}\n`);
        else stream.write(said);
        stream.exit(said === undefined ? 127 : 0);
        stream.end();
      });
    });
  }

  async function run(command: string, client: ssh2.Connection): Promise<string | undefined> {
    const { delayMs, halfOpen, closeAtCommand, noPagingOff } = device.quirks;
    device.commandsSeen.push(command);
    // Wherever it hangs, connections from before hang too: what lost its power answers nobody.
    if (halfOpen !== 'no') return new Promise(() => {});
    if (closeAtCommand > 0 && device.commandsSeen.length >= closeAtCommand) {
      client.end();
      return new Promise(() => {});
    }
    if (delayMs > 0) await sleep(delayMs);
    const { command: pagingOff, says } = dialects[platform].pagingOff;
    if (pagingOff.test(command)) return noPagingOff ? undefined : says;
    const answer = Object.hasOwn(device.answers, command)
      ? device.answers[command]
      : options.otherwise?.(command);
    return typeof answer === 'function' ? answer() : answer;
  }

  listener.listen(port, host);
  await once(listener, 'listening');
  device.port = (listener.address() as AddressInfo).port;
  return device;
}

const idents: Readonly<Record<SshPlatform, string>> = {
  comware: 'Comware-7.1.070',
  vrp: '-',
  rgos: 'RGOS_SSH',
  linux: 'OpenSSH_7.4',
};

const legacyAlgorithms = {
  kex: ['diffie-hellman-group14-sha1', 'diffie-hellman-group1-sha1'],
  serverHostKey: ['ssh-rsa'],
  cipher: ['aes128-cbc', '3des-cbc'],
  hmac: ['hmac-sha1'],
} as const satisfies ssh2.ServerConfig['algorithms'];

function signIn(context: ssh2.AuthContext, options: SshDeviceOptions, device: SshDevice): void {
  const { halfOpen, keyboardInteractive } = device.quirks;
  if (halfOpen === 'sign_in') return;
  const method = keyboardInteractive ? 'keyboard-interactive' : 'password';
  const decide = (password: string | undefined) => {
    const right = context.username === options.user && password === options.password;
    device.signIns[right ? 'accepted' : 'refused']++;
    if (right) context.accept();
    else context.reject([method]);
  };
  if (context.method === 'password' && !keyboardInteractive) decide(context.password);
  else if (context.method === 'keyboard-interactive' && keyboardInteractive) {
    context.prompt([{ prompt: 'Password: ', echo: false }], (answers) => decide(answers?.[0]));
  } else context.reject([method]);
}

function writePieces(stream: ssh2.ServerChannel, text: string, pieceBytes: number): void {
  const bytes = Buffer.from(text);
  if (pieceBytes === 0) {
    stream.write(bytes);
    return;
  }
  for (let at = 0; at < bytes.length; at += pieceBytes) stream.write(bytes.subarray(at, at + pieceBytes));
}

async function closeListener(listener: NetServer): Promise<void> {
  if (!listener.listening) return;
  listener.close();
  await once(listener, 'close');
}
