import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holdProcess } from './hold-process.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/** A real Net-SNMP agent on loopback, with a state folder of its own. */
export interface Snmpd {
  address: string;
  /** Stays the same over restarts. */
  port: number;
  /** Ends it and removes its state. */
  stop(): Promise<void>;
  /** Ends it and starts it again on the same port: its engine boots once more. */
  restart(): Promise<void>;
  /** The same with another SNMPv3 engine, and other options if given: another device at the same address. */
  replace(others?: SnmpdOptions): Promise<void>;
  /** SIGSTOP: it hears and answers nothing, until `resume`. */
  pause(): void;
  resume(): void;
}

/** A user that it knows under SNMPv3. Its passwords are `authpassword` and `privpassword`. */
export interface SnmpdUser {
  name: string;
  level: 'noauth' | 'auth' | 'priv';
  /** As in snmpd.conf(5), such as SHA-256 and AES. */
  auth?: string;
  priv?: string;
}

export interface SnmpdOptions {
  community?: string;
  address?: string;
  users?: readonly SnmpdUser[];
  /** More lines of snmpd.conf. */
  lines?: readonly string[];
}

/** Starts it on a free port; rejects with its own last words when it does not come up. */
export async function startSnmpd(options: SnmpdOptions = {}): Promise<Snmpd> {
  const { address = '127.0.0.1' } = options;
  const folder = mkdtempSync(join(tmpdir(), 'ward-snmpd-'));
  let engine = 1;
  writeFileSync(join(folder, 'snmpd.conf'), configuration(options, engine));
  const first = await startOnFreePort(folder, address);
  const { port } = first;
  let { server } = first;
  const restart = async () => {
    await server.end('SIGTERM');
    server = await start(folder, address, port);
  };
  return {
    address,
    port,
    restart,
    async replace(others = options) {
      writeFileSync(join(folder, 'snmpd.conf'), configuration(others, ++engine));
      rmSync(join(folder, 'state'), { recursive: true, force: true });
      await restart();
    },
    async stop() {
      await server.end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
    pause: () => holdProcess(server.pid),
    resume: () => void process.kill(server.pid, 'SIGCONT'),
  };
}

/** It cannot be given port 0: it would not tell which one it got. Another one is tried when somebody was faster. */
async function startOnFreePort(folder: string, address: string) {
  for (let left = 5; ; left--) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    try {
      return { port, server: await start(folder, address, port) };
    } catch (error) {
      if (left === 0 || !/Error opening specified endpoint/.test(String(error))) throw error;
    }
  }
}

function start(folder: string, address: string, port: number): Promise<ServerProcess> {
  const state = join(folder, 'state');
  mkdirSync(state, { recursive: true });
  const endpoint = address.includes(':') ? `udp6:[${address}]:${port}` : `udp:${address}:${port}`;
  return startServer({
    program: 'snmpd',
    args: ['-f', '-C', '-c', join(folder, 'snmpd.conf'), '-Lo', '-I', '-smux', endpoint],
    env: { SNMP_PERSISTENT_DIR: state, MIBS: '' },
    readyLine: (line) => /^(NET-SNMP version)/.exec(line)?.[1],
  });
}

function configuration({ community = 'public', users = [], lines = [] }: SnmpdOptions, engine: number) {
  return [
    `engineID ward-test-engine-${engine}`,
    `rocommunity ${community}`,
    `rocommunity6 ${community}`,
    'sysName 机房-sw1',
    'sysLocation B2 / rack 7',
    ...users.flatMap(({ name, level, auth, priv }) => [
      `createUser ${[name, auth, auth && 'authpassword', priv, priv && 'privpassword'].filter(Boolean).join(' ')}`,
      `rouser ${name} ${level}`,
    ]),
    ...lines,
    '',
  ].join('\n');
}
