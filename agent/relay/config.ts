import * as z from 'zod';
import { size } from '#config/duration.ts';
import { splitListen } from '#probes/trap/config.ts';

const file = () => z.string().min(1).meta({ allowed: 'path of a file' });
const network = z.union([z.cidrv4(), z.cidrv6()], { error: 'allowed is a network such as "10.1.0.0/16"' });

/** How an agent passes on what other agents send. */
export const RelayConfig = z.strictObject({
  listen: z
    .string()
    .refine((text) => splitListen(text) !== undefined, {
      error: 'allowed is an address with a port such as "0.0.0.0:8643" or "[::]:8643"',
    })
    .meta({ allowed: 'address with a port such as `0.0.0.0:8643`' })
    .describe('where [other agents](relay.md) find this one in place of a collector; without it none can'),
  tls: z
    .strictObject({
      cert: file().describe(
        'PEM of the certificate that is shown to other agents, and what leads to its authority',
      ),
      key: file().describe('PEM of its private key'),
    })
    .optional(),
  limit: size({ min: '16MB', max: '10TB' })
    .meta({ allowed: 'size such as `512MB`, `2GB`' })
    .prefault('1GB')
    .describe('what is kept on disk for all other agents together; then the oldest goes'),
  allow: z
    .array(network)
    .optional()
    .meta({ allowed: 'list of networks such as `10.1.0.0/16`', default: 'everywhere' })
    .describe('from where other agents may come'),
});
export type RelayConfig = z.infer<typeof RelayConfig>;
