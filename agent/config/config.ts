import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { duration, size } from '#config/duration.ts';
import { ConfigError, type Override, readSettings } from '#config/read-config.ts';
import type { ProbeType } from '#probes/probe.ts';
import { TrapConfig } from '#probes/trap/config.ts';
import { Zone } from '#protocol/session.ts';
import { AloneConfig } from '../alone/config.ts';
import { RelayConfig } from '../relay/config.ts';
import { SyslogConfig } from '../syslog/config.ts';
import { parseAddress } from '../uplink/address.ts';
import { type OwnTarget, ownTargets, readOwnTargets } from './own-targets.ts';

/** A person's word about each probe: its settings, or false for "not here". */
export type WrittenProbes = Readonly<Record<string, unknown>>;

const CollectorUrl = z.string().superRefine((text, context) => {
  try {
    parseAddress(text);
  } catch {
    context.addIssue({
      code: 'custom',
      message: 'allowed is an address such as "https://ward.example:8642"',
    });
  }
});

const ProxyUrl = z
  .url({ protocol: /^http$/, error: 'allowed is an address such as "http://proxy.example:3128"' })
  .transform((text) => new URL(text));

const file = () => z.string().min(1).meta({ allowed: 'path of a file' });
const folder = () => z.string().min(1).meta({ allowed: 'path of a folder' });
const network = z.union([z.cidrv4(), z.cidrv6()], { error: 'allowed is a network such as "10.1.0.0/16"' });

/** Where an agent with a zone may reach when its file says nothing: private networks, and its own machine. */
export const PRIVATE_NETWORKS: readonly string[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '127.0.0.0/8',
  'fc00::/7',
  '::1/128',
];

const Tls = z
  .strictObject({
    ca: file().optional().describe('PEM of the authorities to believe, instead of those that Node brings'),
    pin: file()
      .optional()
      .describe(
        'PEM of the certificate that the collector shows: it alone is believed, whatever name it bears',
      ),
    cert: file().optional().describe('PEM of a certificate for this agent, for collectors that ask for one'),
    key: file().optional().describe('PEM of its private key'),
    insecure: z.boolean().default(false).describe('certificates are not checked; the log says so'),
  })
  .refine(({ cert, key }) => (cert === undefined) === (key === undefined), {
    error: 'cert and key are allowed together only',
  });

/** What may stand in an agent's YAML file; `types` are the probes that this agent has. */
export function agentConfig(types: readonly ProbeType[]) {
  const probes: Record<string, z.ZodType> = {};
  for (const { name, config, reach } of types) {
    if (reach !== 'out') probes[name] = z.union([z.literal(false), config]).optional();
  }
  const names = types.map(({ name }) => name);
  const settings = z.strictObject({
    collectors: z
      .array(CollectorUrl)
      .min(1)
      .meta({ allowed: 'list of addresses such as `https://ward.example:8642`' })
      .describe('tried in this order'),
    token: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('one-time, exchanged for a key at the first start and not needed again'),
    token_file: file().optional().describe('file with that token'),
    data: folder().default('./data/agent').describe('key and outbox; one agent at a time'),
    interval: duration({ min: '100ms', max: '1h' })
      .meta({ allowed: 'duration such as `500ms`, `10s`, `5m`' })
      .prefault('10s')
      .describe('how often to measure'),
    name: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .describe('the name under which the machine is shown; by default its own'),
    outbox: z
      .strictObject({
        limit: size({ min: '1MB', max: '1TB' })
          .meta({ allowed: 'size such as `512MB`, `2GB`' })
          .prefault('256MB')
          .describe('what is kept on disk for a collector that cannot be reached; then the oldest goes'),
      })
      .prefault({}),
    probes: z
      .strictObject(probes)
      .prefault({})
      .meta({ allowed: 'map from probe to its settings, or to `false`' })
      .describe('[each probe](metrics.md) names its settings; `false` switches it off here'),
    bounds: z
      .strictObject({
        probes: z
          .array(z.enum(names))
          .default(names)
          .meta({ allowed: 'list of probes', default: 'all' })
          .describe('what a collector may ever configure or switch on this agent'),
        addresses: z
          .array(network)
          .optional()
          .meta({
            allowed: 'list of networks such as `10.1.0.0/16`',
            default: 'private networks and this machine; for web pages and the like public addresses too',
          })
          .describe('networks in which targets may be asked, those of this file and assigned ones alike'),
      })
      .prefault({}),
    zone: Zone.optional()
      .meta({ allowed: 'name of a network zone' })
      .describe('makes this agent ask the targets of that zone; without one it asks none'),
    poll_interval: duration({ min: '1s', max: '1d' })
      .meta({ allowed: 'duration such as `30s`, `5m`' })
      .prefault('60s')
      .describe('how often targets of this file are asked, unless the target has an `every` of its own'),
    targets: ownTargets(types)
      .default([])
      .meta({
        allowed: 'list of maps with `name`, `address`, `kind`, `every` and a map of settings for each probe',
      })
      .describe('[devices](polling.md) that this agent asks besides those that the collector assigns'),
    profiles: folder()
      .optional()
      .describe('device profiles of your own, one YAML file each, over those that are shipped'),
    traps: TrapConfig.optional(),
    syslog: SyslogConfig.optional(),
    relay: RelayConfig.optional(),
    alone: AloneConfig.optional(),
    tls: Tls.prefault({}),
    proxy: ProxyUrl.optional()
      .meta({ allowed: 'http address' })
      .describe('a proxy that understands CONNECT, on the way to the collector'),
    proc: folder()
      .default('/proc')
      .describe('the kernel’s file systems, in a container that watches its host'),
    sys: folder().default('/sys').describe('likewise'),
  });
  return settings.superRefine(({ zone, targets, traps, syslog }, context) => {
    if (zone !== undefined || (targets.length === 0 && traps === undefined && syslog === undefined)) return;
    const message = 'allowed is the name of the network zone to which targets, traps and syslog belong';
    context.addIssue({ code: 'custom', path: ['zone'], message });
  });
}

type Parsed = z.output<ReturnType<typeof agentConfig>>;

/** The configuration of one agent, ready to use. */
export interface AgentConfig extends Omit<Parsed, 'probes' | 'token_file' | 'targets' | 'bounds'> {
  /** As written, so that an assignment can be merged over it before it is read. */
  probes: WrittenProbes;
  targets: readonly OwnTarget[];
  bounds: {
    probes: readonly string[];
    addresses: readonly string[];
    /** Probes that ask what anybody may ask are let out to public addresses: the file says nothing of addresses. */
    isPublicOpen: boolean;
  };
  /** What the files under `tls` hold. */
  pem: { ca?: string; pin?: string; cert?: string; key?: string };
  /** What the files under `relay.tls` hold. */
  relayPem: { cert: string; key: string } | undefined;
  /** What the files under `syslog.tls` hold. */
  syslogPem: { cert: string; key: string; ca: string | undefined } | undefined;
}

/** Reads the file and what the command line puts over it. Throws a ConfigError that names every mistake. */
export function readAgentConfig(
  file: string | undefined,
  overrides: readonly Override[],
  types: readonly ProbeType[],
): AgentConfig {
  const { config, written } = readSettings(file, agentConfig(types), overrides);
  const { probes = {}, targets } = written as { probes?: WrittenProbes; targets?: unknown };
  const { token_file: tokenFile, ...rest } = config;
  return {
    ...rest,
    token: config.token ?? readOptional(tokenFile, 'token_file')?.trim(),
    pem: {
      ca: readOptional(config.tls.ca, 'tls.ca'),
      pin: readOptional(config.tls.pin, 'tls.pin'),
      cert: readOptional(config.tls.cert, 'tls.cert'),
      key: readOptional(config.tls.key, 'tls.key'),
    },
    relayPem: config.relay?.tls && {
      cert: readText(config.relay.tls.cert, 'relay.tls.cert'),
      key: readText(config.relay.tls.key, 'relay.tls.key'),
    },
    syslogPem: config.syslog?.tls && {
      cert: readText(config.syslog.tls.cert, 'syslog.tls.cert'),
      key: readText(config.syslog.tls.key, 'syslog.tls.key'),
      ca: readOptional(config.syslog.tls.ca, 'syslog.tls.ca'),
    },
    probes,
    targets: readOwnTargets(targets),
    bounds: {
      probes: config.bounds.probes,
      addresses: config.bounds.addresses ?? (config.zone === undefined ? [] : PRIVATE_NETWORKS),
      isPublicOpen: config.bounds.addresses === undefined && config.zone !== undefined,
    },
  };
}

function readOptional(file: string | undefined, field: string): string | undefined {
  return file === undefined ? undefined : readText(file, field);
}

function readText(file: string, field: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const sentence = `cannot be read: ${(cause as Error).message}`;
    throw new ConfigError([{ where: file, field, sentence }], { cause });
  }
}
