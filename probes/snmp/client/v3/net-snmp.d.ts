/** What Ward uses of net-snmp, which brings no types. */
declare module 'net-snmp' {
  import type { EventEmitter } from 'node:events';

  export const Version3: 3;
  export const SecurityLevel: Record<'noAuthNoPriv' | 'authNoPriv' | 'authPriv', number>;
  export const AuthProtocols: Record<
    'none' | 'md5' | 'sha' | 'sha224' | 'sha256' | 'sha384' | 'sha512',
    number
  >;
  export const PrivProtocols: Record<'none' | 'des' | 'aes' | 'aes256b' | 'aes256r', number>;

  export interface User {
    name: string;
    level: number;
    authProtocol?: number;
    authKey?: string;
    privProtocol?: number;
    privKey?: string;
  }

  export interface Engine {
    engineID: Buffer;
    engineBoots: number;
    engineTime: number;
  }

  export interface SessionOptions {
    port?: number;
    retries?: number;
    timeout?: number;
    context?: string;
    transport?: 'udp4' | 'udp6';
    dgramModule?: { createSocket(transport: string): EventEmitter };
  }

  export type Done = (error: Error | null, varbinds?: unknown) => void;

  export interface Session extends EventEmitter {
    timeout: number;
    /** Undefined until the engine of the device was discovered. */
    msgSecurityParameters?: {
      msgAuthoritativeEngineID: Buffer;
      msgAuthoritativeEngineBoots: number;
      msgAuthoritativeEngineTime: number;
    };
    get(oids: string[], done: Done): void;
    getNext(oids: string[], done: Done): void;
    getBulk(oids: string[], nonRepeaters: number, maxRepetitions: number, done: Done): void;
    /** Ends a request without telling. */
    unregisterRequest(messageId: number): unknown;
  }

  export function createV3Session(target: string, user: User, options: SessionOptions): Session;

  export class RequestTimedOutError extends Error {}

  export const Authentication: {
    /** Localized keys by protocol, password and engine; it only grows. */
    authToKeyCache: Record<string, Buffer>;
    passwordToKey(authProtocol: number, password: string, engineId: Buffer): Buffer;
    calculateDigest(message: Buffer, authProtocol: number, password: string, engineId: Buffer): Buffer;
    isAuthentic(
      message: Buffer,
      authProtocol: number,
      password: string,
      engineId: Buffer,
      digest: Buffer,
    ): boolean;
  };

  export type EncryptPdu = (
    scopedPdu: Buffer,
    privProtocol: number,
    privPassword: string,
    authProtocol: number,
    engine: Engine,
  ) => { encryptedPdu: Buffer; msgPrivacyParameters: Buffer };

  export type DecryptPdu = (
    encryptedPdu: Buffer,
    privProtocol: number,
    privParameters: Buffer,
    privPassword: string,
    authProtocol: number,
    engine: Engine,
  ) => Buffer;

  export const Encryption: {
    algorithms: Record<string, { encryptPdu: EncryptPdu; decryptPdu: DecryptPdu }>;
    /** Its arguments stand in another order than those of the algorithms. */
    decryptPdu(
      privProtocol: number,
      encryptedPdu: Buffer,
      privParameters: Buffer,
      privPassword: string,
      authProtocol: number,
      engine: Engine,
    ): Buffer;
  };
}
