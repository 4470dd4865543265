import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../find-program.ts';
import { onFreePort } from './free-port.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/** What a mail server for a test shall be like. */
export interface EximOptions {
  /** PEM; without one it offers no TLS. */
  certificate?: { cert: string; key: string };
  /** TLS from the first byte. */
  isTlsAtOnce?: boolean;
  /** Further lines of its main section, such as `smtp_accept_max = 1`. */
  lines?: readonly string[];
}

/** A real Exim on loopback, which takes no message. It knows one account. */
export interface Exim {
  address: '127.0.0.1';
  port: number;
  user: 'ward';
  password: 'secret';
  stop(): Promise<void>;
}

/** Why it cannot be started here, in words; undefined when it can. Only root may give it a configuration of its own. */
export function whyNoExim(): string | undefined {
  if (!findProgram('exim4')) return 'exim4 is missing: apt-get install exim4-daemon-light';
  return process.getuid?.() === 0 ? undefined : 'not root';
}

/** Starts it on a free port; rejects with its own last words when it does not come up. */
export async function startExim(options: EximOptions = {}): Promise<Exim> {
  const folder = mkdtempSync(join(tmpdir(), 'ward-exim-'));
  for (const name of ['spool', 'log']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'tls.crt'), options.certificate?.cert ?? '');
  writeFileSync(join(folder, 'tls.key'), options.certificate?.key ?? '');
  // It works as an account of its own.
  execFileSync('chown', ['-R', 'Debian-exim', folder]);
  const { port, server } = await onFreePort((free) => start(folder, free, options), /Address already in use/);
  return {
    address: '127.0.0.1',
    port,
    user: 'ward',
    password: 'secret',
    async stop() {
      await server.end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function start(folder: string, port: number, options: EximOptions): Promise<ServerProcess> {
  const file = join(folder, 'exim.conf');
  writeFileSync(file, configuration(folder, port, options));
  return startServer({
    program: 'exim4',
    // Without a little of its debugging it says nothing at all.
    args: ['-bdf', '-d-all+local_scan', '-C', file],
    readyLine: (line) => /(daemon running) with uid/.exec(line)?.[1],
  });
}

function configuration(folder: string, port: number, options: EximOptions): string {
  const { certificate, isTlsAtOnce = false, lines = [] } = options;
  return `
primary_hostname = mail.example
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${port}
spool_directory = ${folder}/spool
log_file_path = ${folder}/log/%slog
pid_file_path = ${folder}/pid
daemon_startup_retries = 0
rfc1413_query_timeout = 0s
keep_environment =
auth_advertise_hosts = *
tls_advertise_hosts = ${certificate ? '*' : ''}
${certificate ? `tls_certificate = ${folder}/tls.crt\ntls_privatekey = ${folder}/tls.key` : ''}
${isTlsAtOnce ? `tls_on_connect_ports = ${port}` : ''}
${lines.join('\n')}
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_condition = \${if and{{eq{$auth2}{ward}}{eq{$auth3}{secret}}}}
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = <| Username: | Password:
  server_condition = \${if and{{eq{$auth1}{ward}}{eq{$auth2}{secret}}}}
  server_advertise_condition = \${if def:tls_in_cipher}
cram:
  driver = cram_md5
  public_name = CRAM-MD5
  server_secret = \${if eq{$auth1}{ward}{secret}fail}
  server_advertise_condition = \${if !def:tls_in_cipher}
`;
}
