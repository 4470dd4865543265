/*
 * `npm run demo`: a collector with its agent, as `npm start` has them, and a simulated machine room for them to watch.
 *
 *   this process   collector (pages, API) ──► agent, a process of its own
 *                  console of incidents ─────► room, another process: devices on 127.77.x.y
 */

import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { readCollectorConfig } from '#collector/config/command-line.ts';
import { ConfigError } from '#config/config-error.ts';
import { type RoomProcess, startRoomProcess } from '#simulator/room/room-process.ts';
import { bindUdp } from '#simulator/snmp/udp.ts';
import { ensureDashboards } from './dashboards.ts';
import { openIncidentConsole } from './demo/incident-console.ts';
import { type DemoOptions, makePassword, readDemoOptions } from './demo/options.ts';
import { untilPagesAreKnown, watchSite } from './demo/watch-inside.ts';
import { watchJobs } from './demo/watch-jobs.ts';
import { signIn, watchRoom } from './demo/watch-room.ts';
import { projectFolder } from './run-tool.ts';

/** Begins the settings of the agent that a demo may replace. */
const mark = '# Written by npm run demo.';
const say = (text: string) => process.stdout.write(`${text}\n`);

try {
  const options = readDemoOptions(process.argv.slice(2));
  if ('print' in options) say(options.print);
  else await demo(options);
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}

async function demo(options: DemoOptions): Promise<void> {
  const data = options.data ? resolve(options.data) : mkdtempSync(join(tmpdir(), 'ward-demo-'));
  const { host, port } = await placeToListen(options);
  const collectorArgs = [...options.collectorArgs, '--listen', `${host}:${port}`, '--data', data];

  await ensureDashboards((message) => console.error(message));
  say('Building the room …');
  const room = await startRoomProcess({ speed: options.speed, network: options.network }).catch(
    (error: Error) => {
      const sentence = `the room cannot be started: ${error.message}. It needs Linux, and its ports free.`;
      throw new ConfigError([{ where: 'demo', field: '', sentence }], { cause: error });
    },
  );
  // The collector ends this process itself, whatever happens: what it leaves is cleared then.
  process.once('exit', () => {
    room.close();
    if (!options.data) rmSync(data, { recursive: true, force: true });
  });

  const password = passwordOf(data);
  const trapPort = await freeUdpPort();
  writeFileSync(logFileOf(data), '', { flag: 'a' });
  writeAgentSettings(data, trapPort);
  process.env.WARD_ADMIN_PASSWORD = password;
  process.argv = [process.execPath, join(projectFolder, 'collector/main.ts'), ...collectorArgs];
  await import(pathToFileURL(process.argv[1]!).href);

  const url = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
  await untilReady(url);
  await watch(url, password, room, { ...options, logFile: logFileOf(data) });
  room.sendTrapsTo({ host: '127.0.0.1', port: trapPort });
}

async function watch(
  url: string,
  password: string,
  room: RoomProcess,
  options: DemoOptions & { logFile: string },
): Promise<void> {
  let known: Promise<void> | undefined;
  try {
    const call = await signIn(url, password);
    const count = await watchRoom(call, room, options.everyMs);
    const pages = await watchSite(call, room.site, options.everyMs);
    const beats = await watchJobs(call, url);
    room.tellInside({ beats, logFile: options.logFile });
    known = untilPagesAreKnown(call);
    say(
      `\n  Ward 守望   ${url}\n  sign in     admin   ${password}\n  room        ${count} devices and ${pages} pages, asked every ${options.everyMs / 1_000} s; ${Object.keys(beats).length} jobs`,
    );
  } catch (error) {
    say(`The devices could not be entered: ${(error as Error).message}. The collector goes on without them.`);
  }
  const desk = openIncidentConsole(room, say, 60_000 / options.speed);
  if (options.incidents.length > 0 || options.story) await known?.catch(() => {});
  for (const name of options.incidents) desk.start(name);
  if (options.story) desk.tellStory();
}

/** Where the pages will be. A free port is chosen here, so that it is known afterwards. */
async function placeToListen({ listen }: DemoOptions): Promise<{ host: string; port: number }> {
  const read = readCollectorConfig(listen ? ['--listen', listen] : []);
  if ('help' in read) throw new Error('help was not asked for');
  const { host, port } = read.config.listen;
  const shown = host.includes(':') ? `[${host}]` : host;
  if (port !== 0) return { host: shown, port };
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const { port: free } = server.address() as AddressInfo;
  server.close();
  return { host: shown, port: free };
}

/** The same each time for a folder that is kept. */
function passwordOf(data: string): string {
  const file = join(data, 'demo-password');
  mkdirSync(data, { recursive: true });
  if (!existsSync(file)) writeFileSync(file, makePassword(), { mode: 0o600 });
  chmodSync(file, 0o600);
  return readFileSync(file, 'utf8').trim();
}

/** The agent beside the collector reads this; a file that a person wrote stays. */
function writeAgentSettings(data: string, trapPort: number): void {
  const file = join(data, 'agent/agent.yaml');
  if (existsSync(file) && !readFileSync(file, 'utf8').startsWith(mark)) return;
  mkdirSync(join(data, 'agent'), { recursive: true, mode: 0o700 });
  writeFileSync(file, agentSettings(trapPort, logFileOf(data)));
}

/** The log of an application of the room. */
function logFileOf(data: string): string {
  return join(data, 'his-app.log');
}

function agentSettings(trapPort: number, logFile: string): string {
  return `${mark}
zone: default
traps:
  listen: 127.0.0.1:${trapPort}
probes:
  logs:
    sources:
      - name: his-app
        path: ${JSON.stringify(logFile)}
        patterns:
          - { name: deadlock, match: ORA-00060, severity: warning }
`;
}

async function freeUdpPort(): Promise<number> {
  const socket = await bindUdp('127.0.0.1', 0);
  const { port } = socket.address();
  socket.close();
  return port;
}

async function untilReady(url: string): Promise<void> {
  for (;;) {
    const isReady = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (isReady) return;
    await sleep(200);
  }
}
