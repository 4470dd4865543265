import { type DbusClient, DbusError } from '../dbus.ts';
import type { DbusValue } from '../dbus-message.ts';
import { NOT_SYNCHRONIZED, type TimeAnswer } from './time-answer.ts';

const FIELD = { leap: 0, stratum: 3, originate: 8, receive: 9, transmit: 10, destination: 11 };
const MICROSECONDS = 1_000_000;

/** Asks systemd-timesyncd (239 and newer) for the last answer that it got from its server. */
export async function askTimesyncd(bus: DbusClient): Promise<TimeAnswer> {
  try {
    const [message] = await bus.call({
      destination: 'org.freedesktop.timesync1',
      path: '/org/freedesktop/timesync1',
      interface: 'org.freedesktop.DBus.Properties',
      member: 'Get',
      body: ['org.freedesktop.timesync1.Manager', 'NTPMessage'],
    });
    return parseNtpMessage(message as DbusValue[]);
  } catch (error) {
    if (error instanceof DbusError) throw new Error('systemd-timesyncd does not run');
    throw error;
  }
}

/** Reads the property `NTPMessage`; the offset is that of the last exchange, up to half an hour ago. */
export function parseNtpMessage(message: readonly DbusValue[]): TimeAnswer {
  const time = (field: number) => Number(message[field]);
  if (!(time(FIELD.destination) > 0)) throw new Error('systemd-timesyncd has not reached a server yet');
  const behind =
    time(FIELD.receive) - time(FIELD.originate) + (time(FIELD.transmit) - time(FIELD.destination));
  return {
    offsetSeconds: -behind / 2 / MICROSECONDS,
    stratum: time(FIELD.stratum),
    synchronized: time(FIELD.leap) !== NOT_SYNCHRONIZED,
  };
}
