import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { ProbeState } from '#protocol/probe-state.ts';
import type { DeviceOptions } from '#simulator/snmp/device.ts';
import { ObjectTable } from '#simulator/snmp/object-table.ts';

/** A device under SNMP that is not as it should be. */
export interface UnrulyDevice extends Partial<DeviceOptions> {
  name: string;
  /** Patience for one answer. */
  timeout?: string;
}

/** Those that cannot be read, or not as a whole, and what must be said about them. */
export const UNREADABLE: readonly (UnrulyDevice & { state: ProbeState; says: RegExp })[] = [
  { name: 'is silent', quirks: { silent: true }, state: 'silent', says: /no answer from .*community/ },
  { name: 'answers late', quirks: { delayMs: 3_000 }, state: 'silent', says: /no answer/ },
  {
    name: 'is slow',
    quirks: { delayMs: 600 },
    timeout: '1500ms',
    state: 'too_slow',
    says: /given up before the end|a longer interval gives more time/,
  },
  { name: 'answers garbage', quirks: { garbage: true }, state: 'not_understood', says: /not SNMP/ },
  { name: 'truncates its answers', quirks: { truncated: true }, state: 'not_understood', says: /not SNMP/ },
  {
    name: 'answers from another address',
    quirks: { answerFrom: 'other_address' },
    state: 'other_identity',
    says: /is answered from 127\.0\.0\.2:\d+/,
  },
  {
    name: 'answers from another port',
    quirks: { answerFrom: 'other_port' },
    state: 'other_identity',
    says: /is answered from 127\.0\.0\.1:\d+/,
  },
  { name: 'answers under wrong ids', quirks: { wrongId: true }, state: 'silent', says: /no answer/ },
  { name: 'has another community', community: 'other', state: 'silent', says: /community/ },
  { name: 'has nothing', table: new ObjectTable([]), state: 'unsupported', says: /access rights/ },
];

/** IF-MIB: what people wrote at a port. */
const ALIAS = '1.3.6.1.2.1.31.1.1.1.18';

/** Those that are hard to read, and are read all the same. */
export const READABLE: readonly UnrulyDevice[] = [
  { name: 'takes five values at most', quirks: { tooBigAbove: 5 } },
  { name: 'fails at GETBULK', quirks: { noBulk: true } },
  { name: 'loses every fifth question', quirks: { dropShare: 0.2 }, timeout: '100ms' },
  { name: 'says everything twice', quirks: { twice: true } },
  { name: 'goes in circles', quirks: { loopAt: `${ALIAS}.2` } },
];

/** A server that says one thing to everybody, and hangs up. */
export async function startTalker(text: string): Promise<{ host: string; port: number; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    socket.end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
