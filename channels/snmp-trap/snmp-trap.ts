import { hostname } from 'node:os';
import type { Channel, ChannelType, Preview } from '../channel.ts';
import { delivered, failed, orAborted, withinTime } from '../delivery.ts';
import { unlisted } from '../message.ts';
import { SnmpTrapConfig } from './config.ts';
import { engineIdOf, openTrapSender, type TrapSender } from './session.ts';
import { type Notification, notificationsOf } from './words.ts';

/** A receiver of SNMP traps, such as the network management of a site. */
export const snmpTrap: ChannelType<SnmpTrapConfig> = {
  name: 'snmp-trap',
  title: { 'zh-CN': 'SNMP Trap', en: 'SNMP trap' },
  reaches: null,
  callsPerMinute: 300,
  config: SnmpTrapConfig,
  secrets: ['community', 'authPassword', 'privPassword'],
  destination: ['host', 'port', 'version'],
  isForPrograms: true,
  // Each is confirmed before the next is sent, over whatever distance.
  eventsPerCall: 50,
  hasTemplates: false,
  create: createSnmpTrap,
  preview(config, call) {
    const leftOut = unlisted(call);
    return previewOf(notificationsOf(config.enterprise, call), leftOut);
  },
};

function createSnmpTrap(config: SnmpTrapConfig): Channel {
  const engine = engineIdOf(config, hostname());
  return {
    async tell(call, signal) {
      let sender: TrapSender | undefined;
      try {
        return await withinTime(
          config.timeoutMs,
          signal,
          async (ending) => {
            sender = await openTrapSender(config, engine, call.sentAtMs);
            const notifications = notificationsOf(config.enterprise, call);
            for (const each of notifications) {
              await orAborted(sender.send(each, Math.floor(process.uptime() * 100)), ending);
            }
            const how = config.send === 'inform' ? 'confirmed' : 'sent, which is all that a trap can tell';
            return delivered(`${notifications.length} ${how}`);
          },
          ({ message, name }) => failed(true, `${message || name}; ${HINT}`),
        );
      } finally {
        sender?.close();
      }
    },
    async close() {},
  };
}

/** A receiver that does not know who speaks stays silent. */
const HINT = 'check host, port, and community or user with its passwords';

function previewOf(notifications: readonly Notification[], leftOut: number): Preview {
  const text = notifications
    .map(({ oid, objects }) =>
      [oid, ...objects.map(({ name, oid: of, value }) => `${of} ${name} = ${value}`)].join('\n'),
    )
    .join('\n\n');
  return {
    title: '',
    text,
    form: 'text',
    size: { used: Buffer.byteLength(text), most: null, unit: 'bytes' },
    leftOut,
  };
}
