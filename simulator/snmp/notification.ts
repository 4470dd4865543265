import { encodeOid, encodeTagged, encodeValue, SEQUENCE } from './ber.ts';
import type { ObjectTable } from './object-table.ts';
import { PDU } from './request.ts';
import type { SnmpObject } from './value.ts';

/** A trap or an inform of version 2c. */
export interface Notification {
  to: { host: string; port: number };
  /** Which notification it is, the value of snmpTrapOID. */
  oid: string;
  objects?: readonly SnmpObject[];
  /** An inform, which the receiver confirms. */
  confirmed?: boolean;
  community?: string;
  timeoutMs?: number;
  /** How often an inform is sent again. */
  retries?: number;
}

/** Its bytes. The time since the start comes from the device's own object of that name. */
export function encodeNotification(
  notification: Notification,
  id: number,
  community: Buffer,
  table: ObjectTable,
  nowMs: number,
): Buffer {
  const uptime = table.find(encodeOid(upTime));
  const objects = [
    (uptime !== undefined && table.encoded(uptime, nowMs)) ||
      encodeObject({ oid: upTime, type: 'ticks', value: 0 }),
    encodeObject({ oid: trapOid, type: 'oid', value: notification.oid }),
    ...(notification.objects ?? []).map(encodeObject),
  ];
  const pdu = encodeTagged(
    notification.confirmed ? PDU.inform : PDU.trap,
    Buffer.concat([
      encodeValue('integer', id),
      encodeValue('integer', 0),
      encodeValue('integer', 0),
      encodeTagged(SEQUENCE, Buffer.concat(objects)),
    ]),
  );
  const name = notification.community === undefined ? community : Buffer.from(notification.community);
  return encodeTagged(SEQUENCE, Buffer.concat([encodeValue('integer', 1), encodeTagged(4, name), pdu]));
}

const upTime = '1.3.6.1.2.1.1.3.0';
const trapOid = '1.3.6.1.6.3.1.1.4.1.0';

function encodeObject({ oid, type, value }: SnmpObject): Buffer {
  return encodeTagged(SEQUENCE, Buffer.concat([encodeTagged(6, encodeOid(oid)), encodeValue(type, value)]));
}
