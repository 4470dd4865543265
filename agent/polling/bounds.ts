import { BlockList, isIP } from 'node:net';

/** Where an agent may reach, by its own file. */
export interface AddressBounds {
  /** `ip` is an address, never a name. */
  permits(ip: string): boolean;
  /** The networks as a person wrote them. */
  text: string;
}

export function createBounds(networks: readonly string[]): AddressBounds {
  const list = listOf(networks);
  return {
    permits: (ip) => holds(list, ip),
    text: networks.length === 0 ? 'none' : networks.join(', '),
  };
}

/** The same, and every public address besides. */
export function withPublicAddresses(bounds: AddressBounds): AddressBounds {
  const special = listOf(NOT_PUBLIC);
  return {
    permits: (ip) => bounds.permits(ip) || (isIP(plainAddress(ip)) !== 0 && !holds(special, ip)),
    text: `${bounds.text}, public addresses`,
  };
}

/** Networks that belong to somebody's own site, to the machine, to a cloud's own services or to nobody (RFC 6890). */
const NOT_PUBLIC: readonly string[] = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...[
    '224.0.0.0/3',
    '::/128',
    '::1/128',
    '64:ff9b::/96',
    '100::/64',
    '2001:db8::/32',
    'fc00::/7',
    'fe80::/10',
    'ff00::/8',
  ],
];

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix = ''] = network.split('/');
    list.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

function holds(list: BlockList, ip: string): boolean {
  const plain = plainAddress(ip);
  const family = isIP(plain);
  return family !== 0 && list.check(plain, family === 6 ? 'ipv6' : 'ipv4');
}

/** The sentence for an address that is not permitted. */
export function beyondBounds(address: string, ip: string, { text }: AddressBounds): string {
  const which = ip === address ? address : `${address} (${ip})`;
  return `${which} lies outside of \`bounds.addresses\` in the agent’s own file, which allows ${text}; widen it there`;
}

/** An IPv4 address that came in the clothes of IPv6 is judged as what it is; a scope is no part of the address. */
function plainAddress(ip: string): string {
  const [address = ''] = ip.split('%');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  return mapped?.[1] ?? address;
}
