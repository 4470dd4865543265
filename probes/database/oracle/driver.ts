// Names npm packages only: the bundle packs this file with them as one text, which is taken apart when it is first used.
import oracledb from 'oracledb';
// @ts-expect-error: no types; which addresses a listener leads to is seen nowhere else.
import Transport from 'oracledb/lib/thin/sqlnet/ntTcp.js';

export { oracledb };

/** What is used of the driver's connection by TCP. */
export interface OracleTransport {
  atts: { connectionId?: string; sslServerDNMatch?: boolean };
  stream?: { destroy(error?: Error): void } | null;
  connect(address: OracleAddress): Promise<void>;
  tlsConnect(context: unknown, stream: unknown): Promise<void>;
}

export interface OracleAddress {
  /** Where it is connected to. */
  host: string;
  /** What its certificate is to be of. */
  hostname: string;
}

export const transport: { prototype: OracleTransport } = Transport;
