import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createRequire } from 'node:module';

/** The part of net-snmp that tests use; the package brings no types. */
export interface TestSession {
  get(oids: string[], done: Done<Varbind[]>): void;
  getNext(oids: string[], done: Done<Varbind[]>): void;
  set(varbinds: object[], done: Done<Varbind[]>): void;
  getBulk(oids: string[], once: number, repetitions: number, done: Done<(Varbind | Varbind[])[]>): void;
  subtree(oid: string, repetitions: number, feed: (varbinds: Varbind[]) => void, done: Done<void>): void;
  close(): void;
  on(event: 'error', listener: (error: Error) => void): void;
}

export interface Varbind {
  oid: string;
  type: number;
  value: unknown;
}

type Done<T> = (error: Error | null, result: T) => void;

/** The npm package net-snmp, an implementation of others. */
export const netSnmp = createRequire(import.meta.url)('net-snmp') as {
  Version1: number;
  Version2c: number;
  ObjectType: Record<string, number>;
  createSession(target: string, community: string, options: object): TestSession;
  createReceiver(
    options: object,
    heard: (error: Error | null, notification: { pdu: { type: number; varbinds: Varbind[] } }) => void,
  ): { close(): void };
};

export interface TestClient {
  get(...oids: string[]): Promise<Varbind[]>;
  getNext(...oids: string[]): Promise<Varbind[]>;
  getBulk(oids: string[], once: number, repetitions: number): Promise<(Varbind | Varbind[])[]>;
  set(varbind: object): Promise<Varbind[]>;
  walk(oid: string): Promise<Varbind[]>;
  close(): void;
}

/** Asks a device by net-snmp. Version 2c, unless told otherwise. */
export function openTestClient(device: { host: string; port: number }, options: object = {}): TestClient {
  const { community = 'public', ...rest } = options as { community?: string };
  const session = netSnmp.createSession(device.host, community, {
    port: device.port,
    version: netSnmp.Version2c,
    timeout: 1_000,
    retries: 0,
    ...rest,
  });
  session.on('error', () => {});
  return {
    get: (...oids) => promise((done) => session.get(oids, done)),
    getNext: (...oids) => promise((done) => session.getNext(oids, done)),
    getBulk: (oids, once, repetitions) => promise((done) => session.getBulk(oids, once, repetitions, done)),
    set: (varbind) => promise((done) => session.set([varbind], done)),
    async walk(oid) {
      const all: Varbind[] = [];
      await promise<void>((done) => session.subtree(oid, 20, (some) => void all.push(...some), done));
      return all;
    },
    close: () => session.close(),
  };
}

/** Receives traps and informs on a free port, by net-snmp; informs are confirmed. */
export async function openTestReceiver(
  heard: (varbinds: Varbind[]) => void,
): Promise<{ host: string; port: number; close(): void }> {
  const socket = createSocket('udp4');
  const bind = socket.bind.bind(socket) as (port: number, host: string) => typeof socket;
  // The package would take port 0 for "none given", and go to 162.
  Object.assign(socket, { bind: () => bind(0, '127.0.0.1') });
  const listening = once(socket, 'listening');
  const receiver = netSnmp.createReceiver(
    { disableAuthorization: true, dgramModule: { createSocket: () => socket } },
    (_error, { pdu }) => heard(pdu.varbinds),
  );
  await listening;
  return { host: '127.0.0.1', port: socket.address().port, close: () => receiver.close() };
}

function promise<T>(ask: (done: Done<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    ask((error, result) => (error ? reject(error) : resolve(result)));
  });
}
