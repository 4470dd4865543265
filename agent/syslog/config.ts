import * as z from 'zod';
import { LogPatterns } from '#probes/log/pattern.ts';
import { splitListen } from '#probes/trap/config.ts';

const listen = () =>
  z
    .string()
    .refine((text) => splitListen(text) !== undefined, {
      error: 'allowed is an address with a port such as "0.0.0.0:514" or "[::]:514"',
    })
    .meta({ allowed: 'address with a port such as `0.0.0.0:514`' });
const file = () => z.string().min(1).meta({ allowed: 'path of a file' });

/** How messages by syslog are received. */
export const SyslogConfig = z
  .strictObject({
    udp: listen().optional().describe('where messages by syslog arrive over UDP'),
    tcp: listen().optional().describe('where they arrive over TCP'),
    tls: z
      .strictObject({
        listen: listen().describe('where they arrive over TLS, such as `0.0.0.0:6514`'),
        cert: file().describe('PEM of the certificate that the agent shows'),
        key: file().describe('PEM of its private key'),
        ca: file().optional().describe('PEM of the authorities of those who may send; absent: anybody'),
      })
      .optional(),
    patterns: LogPatterns.default([])
      .meta({
        allowed:
          'list of maps with `name`, `match`, `ignore`, `severity` as in [logs](../probes/host/logs/README.md)',
      })
      .describe('messages that somebody wants to know of; all others are only counted'),
    lines_per_minute: z
      .int()
      .min(0)
      .max(100)
      .default(10)
      .describe('matching messages of one pattern and target that are sent in a minute; all are counted'),
  })
  .refine(({ udp, tcp, tls }) => udp !== undefined || tcp !== undefined || tls !== undefined, {
    error: 'allowed is at least one of udp, tcp and tls',
  });
export type SyslogConfig = z.infer<typeof SyslogConfig>;
