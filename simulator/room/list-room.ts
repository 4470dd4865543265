import type { Site } from '../inside/site.ts';
import type { ListedDevice, RoomListing } from './room-process.ts';
import type { RunningDevice, RunningRoom } from './start-room.ts';

/** The devices of a running room, those first that others need. */
export function listRoom(room: RunningRoom): RoomListing {
  const { community, sshUser, sshPassword, site } = room;
  const cooling = room.devices
    .filter(({ device }) => device.kind === 'air_conditioner')
    .map(({ device }) => device.name);
  const devices = room.devices.map((one) => list(one, cooling));
  devices.sort((a, b) => order(a) - order(b));
  const { close: _close, ...listed } = site as Site;
  return { devices, community, sshUser, sshPassword, site: listed };
}

function list({ device, host, snmp, modbus, ssh }: RunningDevice, cooling: readonly string[]): ListedDevice {
  const isFacility = device.kind === 'ups' || device.kind === 'air_conditioner';
  return {
    name: device.name,
    kind: device.kind,
    title: device.title,
    host,
    rack: device.rack,
    snmpPort: snmp?.port,
    modbusPort: modbus?.port,
    ssh: ssh && device.ssh && { port: ssh.port, platform: device.ssh.platform },
    parents: {
      // Power and cooling come before the network: theirs would be a circle.
      network: isFacility ? [] : device.uplinks.map(({ upper }) => upper.name),
      power: isFacility ? [] : device.feeds.map(({ rating }) => rating.name),
      cooling: isFacility || device.isElsewhere ? [] : [...cooling],
    },
  };
}

/** The list of the room has the core before what hangs on it; UPS and air conditioners go before all. */
function order({ parents }: ListedDevice): number {
  return parents.power.length === 0 && parents.network.length === 0 ? 0 : 1;
}
