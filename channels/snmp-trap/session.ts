import { createHash } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import type { SnmpTrapConfig } from './config.ts';
import type { Notification } from './words.ts';

/** An engine that was started once and for all then: so boots and time only grow, and nothing has to be kept. */
const ENGINE_BOOTS = 1;
const ENGINE_SINCE_MS = Date.UTC(2020, 0, 1);
const TRIES = 3;

/** What is used of net-snmp, whose own types leave it out. */
interface Library {
  createSession(host: string, community: string, options: object): Session;
  createV3Session(host: string, user: object, options: object): Session;
  Version2c: number;
  Version3: number;
  SecurityLevel: Record<'noAuthNoPriv' | 'authNoPriv' | 'authPriv', number>;
  AuthProtocols: Record<string, number>;
  PrivProtocols: Record<string, number>;
  ObjectType: Record<'Integer' | 'OctetString', number>;
}

interface Session extends EventEmitter {
  send(request: { message: Message }, noWait: boolean): unknown;
  trap(oid: string, varbinds: object[], options: object, done: (error: Error | null) => void): void;
  inform(oid: string, varbinds: object[], options: object, done: (error: Error | null) => void): void;
  close(): void;
}

interface Message {
  msgSecurityParameters?: { msgAuthoritativeEngineBoots: number; msgAuthoritativeEngineTime: number };
}

/** Sends one notification after the other; rejects with the first that is not taken. */
export interface TrapSender {
  send(notification: Notification, uptimeTicks: number): Promise<void>;
  close(): void;
}

/** Opens a socket of its own; `nowMs` is the time that messages of version 3 bear. */
export async function openTrapSender(
  config: SnmpTrapConfig,
  engine: string,
  nowMs: number,
): Promise<TrapSender> {
  const library = (await import('net-snmp')) as unknown as Library;
  const session = openSession(library, config, engine);
  // It is heard of by those who wait.
  session.on('error', () => {});
  if (config.version === '3' && config.send === 'trap') bearTime(session, nowMs);
  return {
    send({ oid, objects }, uptimeTicks) {
      const { Integer, OctetString } = library.ObjectType;
      const varbinds = objects.map(({ oid: of, value }) =>
        typeof value === 'number'
          ? { oid: of, type: Integer, value }
          : { oid: of, type: OctetString, value: Buffer.from(value) },
      );
      return new Promise((resolve, reject) => {
        const done = (error: Error | null) => (error ? reject(error) : resolve());
        session[config.send](oid, varbinds, { upTime: uptimeTicks }, done);
      });
    },
    close: () => session.close(),
  };
}

/** The engine as whom traps of version 3 speak; a receiver has to know it beforehand. */
export function engineIdOf({ engineId }: Pick<SnmpTrapConfig, 'engineId'>, hostname: string): string {
  if (engineId !== '') return engineId;
  // The number for examples with its first bit set, then eight octets of our own making (RFC 3411, 5).
  return `80007ed905${createHash('sha256').update(`ward ${hostname}`).digest('hex').slice(0, 16)}`;
}

function openSession(library: Library, config: SnmpTrapConfig, engineID: string): Session {
  const { host, port, timeoutMs } = config;
  const options = {
    port,
    trapPort: port,
    transport: host.includes(':') ? 'udp6' : 'udp4',
    timeout: Math.ceil(timeoutMs / TRIES),
    retries: TRIES - 1,
    engineID,
  };
  if (config.version === '2c') {
    return library.createSession(host, config.community, { ...options, version: library.Version2c });
  }
  const level = config.auth === 'none' ? 'noAuthNoPriv' : config.priv === 'none' ? 'authNoPriv' : 'authPriv';
  const user = {
    name: config.user,
    level: library.SecurityLevel[level],
    authProtocol: library.AuthProtocols[config.auth],
    authKey: config.authPassword,
    privProtocol: library.PrivProtocols[config.priv],
    privKey: config.privPassword,
  };
  return library.createV3Session(host, user, { ...options, version: library.Version3 });
}

/** The library stamps each trap with the time 0, which receivers take for a replay once they have seen another. */
function bearTime(session: Session, nowMs: number): void {
  const send = session.send.bind(session);
  session.send = (request, noWait) => {
    const { msgSecurityParameters } = request.message;
    if (msgSecurityParameters) {
      msgSecurityParameters.msgAuthoritativeEngineBoots = ENGINE_BOOTS;
      msgSecurityParameters.msgAuthoritativeEngineTime = Math.floor((nowMs - ENGINE_SINCE_MS) / 1000);
    }
    return send(request, noWait);
  };
}
