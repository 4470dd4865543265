import { EventEmitter } from 'node:events';
import { engineWasMet, type Library, loadLibrary } from '../snmp/client/v3/library.ts';
import type { SnmpValue } from '../snmp/snmp-session.ts';
import type { TrapUser } from './config.ts';
import type { ReceivedTrap } from './describe-trap.ts';

/** Opens notifications of SNMP version 3, whose datagrams arrive elsewhere, and answers informs and discoveries. */
export interface SecureReceiver {
  take(datagram: Buffer, from: { address: string; port: number }): void;
}

export interface SecureReceiverOptions {
  users: readonly TrapUser[];
  /** Hex digits; senders of informs remember it, so it stays the same over restarts. */
  engineId: string;
  answer(bytes: Uint8Array, to: { address: string; port: number }): void;
  onTrap(trap: ReceivedTrap): void;
  /** Called for what cannot be opened: another user, another password, no notification. */
  onRefused(source: string): void;
}

/** What is used of the library's receiver, which its types leave out. */
interface Receiving {
  createReceiver(
    options: object,
    done: (error: unknown, data?: { pdu: Pdu; rinfo: { address: string } }) => void,
  ): {
    getAuthorizer(): { addUser(user: object): void };
    onMsg(socket: object, datagram: Buffer, from: { address: string; port: number }): void;
  };
}

interface Pdu {
  varbinds?: { oid: string; type: number; value: unknown }[];
}

const UPTIME = '1.3.6.1.2.1.1.3.0';
const TRAP_OID = '1.3.6.1.6.3.1.1.4.1.0';
const TRAP_ADDRESS = '1.3.6.1.6.3.18.1.3.0';
const COUNTER64 = 70;

export async function openSecureReceiver(options: SecureReceiverOptions): Promise<SecureReceiver> {
  const { answer, onTrap, onRefused } = options;
  const library = await loadLibrary();
  // It opens no socket of its own: datagrams are handed to it, and its answers come back.
  const dgramModule = { createSocket: () => Object.assign(new EventEmitter(), { bind() {} }) };
  let source = '';
  const receiver = (library as unknown as Receiving).createReceiver(
    { engineID: options.engineId, dgramModule },
    (error, data) => {
      const trap = error || !data ? undefined : readPdu(data.pdu, data.rinfo.address);
      if (trap) onTrap(trap);
      else onRefused(source);
    },
  );
  for (const user of options.users) receiver.getAuthorizer().addUser(userOf(user, library));
  const socket = {
    send: (bytes: Buffer, _from: number, _length: number, port: number, address: string) =>
      answer(bytes, { address, port }),
  };
  return {
    take(datagram, from) {
      source = from.address;
      engineWasMet(library);
      try {
        receiver.onMsg(socket, datagram, from);
      } catch {
        // Strangers may send anything; what the library stumbles over is no notification.
        onRefused(source);
      }
    },
  };
}

function userOf({ user, auth, auth_password, priv, priv_password }: TrapUser, library: Library): object {
  const { SecurityLevel, AuthProtocols, PrivProtocols } = library;
  return {
    name: user,
    level:
      priv !== undefined
        ? SecurityLevel.authPriv
        : auth !== undefined
          ? SecurityLevel.authNoPriv
          : SecurityLevel.noAuthNoPriv,
    ...(auth && { authProtocol: AuthProtocols[auth], authKey: auth_password }),
    ...(priv && { privProtocol: PrivProtocols[priv], privKey: priv_password }),
  };
}

/** Undefined when it does not say what happened. */
function readPdu({ varbinds = [] }: Pdu, source: string): ReceivedTrap | undefined {
  const all = varbinds.map(({ oid, type, value }) => ({ oid, value: plainValue(type, value) }));
  const told = (wanted: string) => all.find(({ oid }) => oid === wanted)?.value;
  const oid = told(TRAP_OID);
  if (typeof oid !== 'string') return undefined;
  const about = told(TRAP_ADDRESS);
  return {
    version: '3',
    source,
    about: typeof about === 'string' ? about : undefined,
    oid,
    varbinds: all.filter((each) => each.oid !== UPTIME && each.oid !== TRAP_OID),
  };
}

function plainValue(type: number, value: unknown): SnmpValue | undefined {
  if (type === COUNTER64 && Buffer.isBuffer(value)) return BigInt(`0x${value.toString('hex') || '0'}`);
  if (Buffer.isBuffer(value)) return new Uint8Array(value);
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'bigint') return value;
  return value === undefined || value === null ? undefined : String(value);
}
