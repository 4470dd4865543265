import type { zhCN } from '../zh-cn.ts';

/** Where a target stands, and what it needs to live. */
export const place: (typeof zhCN)['place'] = {
  title: 'Place and needs',
  nothing: 'Nobody has said where it stands or what it needs; cables are taken from its LLDP neighbours.',
  places: { room: 'Room', rack: 'Rack', owner: 'Owner' },
  units: 'Rack units',
  rackUnit: 'Lowest unit',
  rackUnits: 'Height in units',
  unitHints: {
    rackUnit: 'The lowest unit that it fills, counted from the bottom; empty where unknown.',
    rackUnits: 'Empty where unknown: drawn as one unit.',
  },
  badUnits: (most) => `A whole number from 0 to ${most}, or nothing`,
  needs: { network: 'Network', power: 'Power', cooling: 'Cooling', host: 'Runs on' },
  needHints: {
    network:
      'Switches and firewalls on the way to it; when all of them are gone, they explain its silence. Empty: taken from LLDP neighbours.',
    power: 'UPS and PDU that feed it; when all of them are off, they explain its silence.',
    cooling:
      'Air conditioners that cool it; when one fails, it explains its temperature. Empty: those of its room.',
    host: 'The machine that a virtual machine runs on.',
  },
  hint: 'When something that others need fails, they are not told one by one: one cause, one alert.',
  saved: 'Saved',
};
