import type * as z from 'zod';
import type { CREDENTIALS } from '#protocol/credential.ts';

/** What opens a device: a community, or a user of SNMPv3. */
export type SnmpCredential = z.infer<(typeof CREDENTIALS)['snmp']>;
export type CommunityCredential = Extract<SnmpCredential, { community: string }>;
export type UserCredential = Extract<SnmpCredential, { user: string }>;

/** Where a device listens. */
export interface SnmpAddress {
  /** An IPv4 or IPv6 address (a link-local one with its zone, fe80::1%eth0), or a name. */
  address: string;
  /** 161 unless told otherwise. */
  port?: number;
}

/** Where a device listens and how it is spoken to. */
export type SnmpSettings = SnmpAddress & SnmpCredential;

export const DEFAULT_PORT = 161;
