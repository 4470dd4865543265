import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onFreePort } from './free-port.ts';
import { holdProcess } from './hold-process.ts';
import { startServer } from './server-process.ts';

/** A program of VictoriaMetrics on loopback, with a folder of its own. */
export interface VictoriaServer {
  /** Stays the same over restarts. */
  url: string;
  /** Where everything that it keeps lies. */
  folder: string;
  /** Ends it in order and removes its data. */
  stop(): Promise<void>;
  /** SIGKILL; its data stay for `restart`. */
  kill(): Promise<void>;
  /** Starts it again on the same address and data, with these flags from now on where some are given. */
  restart(flags?: readonly string[]): Promise<void>;
  /** Kills it, throws its data away and starts it again. */
  wipe(): Promise<void>;
  /** SIGSTOP: it takes connections and answers nothing, until `resume`. */
  pause(): void;
  resume(): void;
  /** Changes with every start. */
  pid(): number;
}

/** A single node; what was written can be asked for after `forceFlush`. */
export interface VictoriaMetrics extends VictoriaServer {
  forceFlush(): Promise<void>;
  /** Forgets everything, in a moment. */
  empty(): Promise<void>;
}

const PATIENCE_MS = 30_000;
const READY = /started (?:VictoriaMetrics|vmauth|vmagent) in /;

/** Samples that are sent twice are kept once, and none is too old. */
export const SINGLE_FLAGS = ['-retentionPeriod=100y', '-dedup.minScrapeInterval=1ms'];

/** Starts a single node on a free port, its folder below `parent`. */
export async function startVictoriaMetrics(
  flags: readonly string[] = SINGLE_FLAGS,
  parent = tmpdir(),
): Promise<VictoriaMetrics> {
  const own = (folder: string) => [`-storageDataPath=${folder}/data`];
  const server = await start('victoria-metrics', flags, own, parent);
  const call = async (path: string, body?: URLSearchParams | string) => {
    const answer = await fetch(`${server.url}${path}`, { method: 'POST', body });
    if (!answer.ok) throw new Error(`${path} is answered with ${answer.status}: ${await answer.text()}`);
  };
  const remove = (matcher: string) =>
    call('/api/v1/admin/tsdb/delete_series', new URLSearchParams({ 'match[]': matcher }));
  let flushes = 0;
  // What it answered before it remembers for up to 10 s, new series or not, unless one is deleted.
  const forceFlush = async () => {
    const name = `ward_test_flush_${flushes++}`;
    await call('/write', `${name} value=1`);
    await call('/internal/force_flush');
    // Where that is not allowed one waits.
    await remove(`${name}_value`).catch(() => {});
  };
  return {
    ...server,
    forceFlush,
    async empty() {
      await forceFlush();
      await remove('{__name__!=""}');
    },
  };
}

/** Starts vmauth with this configuration (`auth.config`, YAML) in front of others. */
export function startVmauth(configuration: string): Promise<VictoriaServer> {
  return start('vmauth', [], (folder) => {
    const file = join(folder, 'auth.yml');
    writeFileSync(file, configuration);
    return [`-auth.config=${file}`];
  });
}

/** Starts vmagent, which passes what it is written on to all of these. */
export function startVmagent(
  urls: readonly string[],
  flags: readonly string[] = [],
): Promise<VictoriaServer> {
  return start('vmagent', flags, (folder) => [
    `-remoteWrite.tmpDataPath=${folder}/queue`,
    ...urls.map((url) => `-remoteWrite.url=${url}/api/v1/write`),
  ]);
}

async function start(
  program: string,
  firstFlags: readonly string[],
  ownFlags: (folder: string) => string[],
  parent = tmpdir(),
): Promise<VictoriaServer> {
  const folder = mkdtempSync(join(parent, `ward-${program}-`));
  let flags = firstFlags;
  const runAt = async (port: number) => {
    const server = await startServer({
      program,
      args: [
        `-httpListenAddr=127.0.0.1:${port}`,
        // Large caches of a small test cost time at start and at the end.
        '-memory.allowedBytes=64MB',
        ...ownFlags(folder),
        ...flags,
      ],
      readyLine: (line) => (READY.test(line) ? 'ready' : undefined),
    });
    // It says so when it is about to listen.
    await listens(`http://127.0.0.1:${port}/health`);
    return server;
  };
  const first = await onFreePort(runAt, /address already in use/);
  const run = () => runAt(first.port);
  let { server } = first;
  return {
    url: `http://127.0.0.1:${first.port}`,
    folder,
    async stop() {
      await server.end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
    kill: () => server.end('SIGKILL'),
    async restart(changed = flags) {
      await server.end('SIGTERM');
      flags = changed;
      server = await run();
    },
    async wipe() {
      await server.end('SIGKILL');
      rmSync(join(folder, 'data'), { recursive: true, force: true });
      server = await run();
    },
    pause: () => holdProcess(server.pid),
    resume: () => void process.kill(server.pid, 'SIGCONT'),
    pid: () => server.pid,
  };
}

async function listens(url: string): Promise<void> {
  for (const endMs = performance.now() + PATIENCE_MS; ; await sleep(10)) {
    const isThere = await fetch(url).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    if (performance.now() > endMs) throw new Error(`nobody listens on ${url}`);
  }
}
