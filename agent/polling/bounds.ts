import { BlockList, isIP } from 'node:net';

/** Where an agent may reach, by its own file. */
export interface AddressBounds {
  /** `ip` is an address, never a name. */
  permits(ip: string): boolean;
  /** The networks as a person wrote them. */
  text: string;
}

export function createBounds(networks: readonly string[]): AddressBounds {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix = ''] = network.split('/');
    list.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return {
    permits(ip) {
      const plain = plainAddress(ip);
      const family = isIP(plain);
      return family !== 0 && list.check(plain, family === 6 ? 'ipv6' : 'ipv4');
    },
    text: networks.length === 0 ? 'none' : networks.join(', '),
  };
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
