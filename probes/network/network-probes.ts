import type { ProbeType } from '../probe.ts';
import { dns } from './dns/dns.ts';
import { ldap } from './ldap/ldap.ts';
import { ntpServer } from './ntp_server/ntp-server.ts';
import { ping } from './ping/ping.ts';
import { smtp } from './smtp/smtp.ts';
import { tcp } from './tcp/tcp.ts';

/** Whether something answers, and how fast. */
export const networkProbes: readonly ProbeType[] = [tcp, ping, dns, ntpServer, smtp, ldap];
