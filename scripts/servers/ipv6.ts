import { networkInterfaces } from 'node:os';

/** Whether loopback speaks IPv6 here; containers often have none. */
export const hasIpv6: boolean = Object.values(networkInterfaces()).some((each) =>
  each?.some(({ address }) => address === '::1'),
);

/** The loopback of IPv6, or where that is missing another one of IPv4. */
export const otherLoopback: string = hasIpv6 ? '::1' : '127.0.0.3';

/** Why tests of IPv6 cannot run here, to stand behind their names. */
export const withoutIpv6: string = hasIpv6 ? '' : ' (no IPv6 on this machine)';
