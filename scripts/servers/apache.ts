import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onFreePort } from './free-port.ts';
import { startServer } from './server-process.ts';

/** A real Apache HTTP Server on loopback, in a folder of its own. */
export interface Apache {
  address: '127.0.0.1';
  port: number;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

export interface ApacheOptions {
  /** Lines of its configuration. */
  lines: readonly string[];
  mpm?: 'event' | 'prefork';
}

const MODULES = '/usr/lib/apache2/modules';

/** Starts it with few workers on a free port; rejects with its own last words. */
export async function startApache({ lines, mpm = 'event' }: ApacheOptions): Promise<Apache> {
  const folder = mkdtempSync(join(tmpdir(), 'ward-apache-'));
  const started = await onFreePort((port) => {
    const file = join(folder, 'apache.conf');
    writeFileSync(file, configuration(folder, port, mpm, lines));
    return startServer({
      program: 'apache2',
      args: ['-f', file, '-D', 'FOREGROUND'],
      readyLine: (line) => (line.includes('resuming normal operations') ? 'ready' : undefined),
    });
  }, /Address already in use|could not bind/);
  return {
    address: '127.0.0.1',
    port: started.port,
    async stop() {
      await started.server.end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Workers run as nobody where the test is root; their output goes to the same pipe. */
function configuration(
  folder: string,
  port: number,
  mpm: 'event' | 'prefork',
  lines: readonly string[],
): string {
  const modules = [
    'authz_core',
    'authz_host',
    'authn_core',
    'authn_file',
    'authz_user',
    'auth_basic',
    'status',
  ];
  const load = [`mpm_${mpm}`, ...modules]
    .filter((name) => existsSync(join(MODULES, `mod_${name}.so`)))
    .map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`);
  const workers =
    mpm === 'event'
      ? ['ServerLimit 2', 'ThreadsPerChild 4', 'StartServers 1', 'MinSpareThreads 2', 'MaxRequestWorkers 8']
      : ['ServerLimit 4', 'StartServers 2', 'MinSpareServers 1', 'MaxRequestWorkers 4'];
  return [
    ...load,
    ...workers,
    ...(process.getuid?.() === 0 ? ['User nobody', 'Group nogroup'] : []),
    `ServerRoot ${folder}`,
    'ServerName localhost',
    `Listen 127.0.0.1:${port}`,
    `PidFile ${folder}/apache.pid`,
    `DefaultRuntimeDir ${folder}`,
    'ErrorLog "|$/bin/cat 1>&2"',
    'LogLevel notice',
    'ExtendedStatus On',
    ...lines,
    '',
  ].join('\n');
}
