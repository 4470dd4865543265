import type { Port } from '../models/interfaces.ts';
import { usePort } from './make-body.ts';
import type { Link, RoomDevice } from './room-device.ts';

/** Draws a cable. Both ends learn of each other where both speak LLDP. */
export function connect(
  links: Link[],
  [lower, lowerPort]: readonly [RoomDevice, Port | undefined],
  [upper, upperPort]: readonly [RoomDevice, Port],
  options: { lldp: boolean },
): Link {
  const link: Link = { lower, lowerPort, upper, upperPort, isCut: false };
  links.push(link);
  lower.uplinks.push(link);
  usePort(upperPort, lower.name, upper.body.startedMs);
  if (!lowerPort) return link;
  usePort(lowerPort, `to ${upper.name}`, lower.body.startedMs);
  if (options.lldp) {
    learn(lower, lowerPort, upper, upperPort);
    learn(upper, upperPort, lower, lowerPort);
  }
  return link;
}

/** The next port that no cable uses yet. */
export function freePort(device: RoomDevice): Port {
  const port = device.body.ports.find(({ alias, type }) => alias === '' && type === 6);
  if (!port) throw new Error(`${device.name} has no free port.`);
  return port;
}

function learn(self: RoomDevice, port: Port, other: RoomDevice, otherPort: Port): void {
  self.body.neighbours.push({
    localPort: port.index,
    chassis: other.body.mac,
    port: otherPort.name,
    portDescription: otherPort.name,
    name: other.name,
    description: other.title,
    isHeard: () => port.life.isUp && !port.shut,
  });
}
