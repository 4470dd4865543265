import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { duration, size } from '#config/duration.ts';
import { ConfigError, type Override, readSettings } from '#config/read-config.ts';
import type { ProbeType } from '#probes/probe.ts';
import { parseAddress } from '../uplink/address.ts';

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

/** What may stand in an agent's YAML file; `types` are the probes that this agent has. */
export function agentConfig(types: readonly ProbeType[]) {
  const probes: Record<string, z.ZodType> = {};
  for (const { name, config } of types) probes[name] = z.union([z.literal(false), config]).optional();
  const names = types.map(({ name }) => name);
  return z.strictObject({
    /** Tried in this order. */
    collectors: z.array(CollectorUrl).min(1),
    /** One-time, exchanged for a key at the first start and not needed again. */
    token: z.string().min(1).max(200).optional(),
    token_file: z.string().min(1).optional(),
    data: z.string().min(1).default('./data/agent'),
    interval: duration({ min: '100ms', max: '1h' }).default(10_000),
    /** The name under which the machine is shown; by default its own. */
    name: z.string().min(1).max(255).optional(),
    outbox: z.strictObject({ limit: size({ min: '1MB', max: '1TB' }).default(256 * 1024 ** 2) }).prefault({}),
    probes: z.strictObject(probes).prefault({}),
    /** What a collector may ever assign to this agent. */
    bounds: z
      .strictObject({
        /** Probes that it may configure or switch; by default all that measure this machine itself. */
        probes: z.array(z.enum(names)).default(names),
        /** Networks (such as 10.1.0.0/16) in which assigned probes may reach targets; by default none. */
        addresses: z
          .array(z.union([z.cidrv4(), z.cidrv6()], { error: 'allowed is a network such as "10.1.0.0/16"' }))
          .default([]),
      })
      .prefault({}),
    tls: z
      .strictObject({
        /** PEM file of the authorities to believe. */
        ca: z.string().min(1).optional(),
        /** Certificates are not checked; the log says so. */
        insecure: z.boolean().default(false),
      })
      .prefault({}),
    proxy: ProxyUrl.optional(),
    /** Where the kernel's file systems are, in a container that watches its host. */
    proc: z.string().min(1).default('/proc'),
    sys: z.string().min(1).default('/sys'),
  });
}

type Parsed = z.output<ReturnType<typeof agentConfig>>;

/** The configuration of one agent, ready to use. */
export interface AgentConfig extends Omit<Parsed, 'probes' | 'token_file'> {
  /** As written, so that an assignment can be merged over it before it is read. */
  probes: WrittenProbes;
  /** PEM of the authorities in `tls.ca`. */
  caPem: string | undefined;
}

/** Reads the file and what the command line puts over it. Throws a ConfigError that names every mistake. */
export function readAgentConfig(
  file: string | undefined,
  overrides: readonly Override[],
  types: readonly ProbeType[],
): AgentConfig {
  const { config, written } = readSettings(file, agentConfig(types), overrides);
  const { probes = {} } = written as { probes?: WrittenProbes };
  const { token_file: tokenFile, ...rest } = config;
  return {
    ...rest,
    token: config.token ?? (tokenFile === undefined ? undefined : readText(tokenFile, 'token_file').trim()),
    caPem: config.tls.ca === undefined ? undefined : readText(config.tls.ca, 'tls.ca'),
    probes,
  };
}

function readText(file: string, field: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const sentence = `cannot be read: ${(cause as Error).message}`;
    throw new ConfigError([{ where: file, field, sentence }], { cause });
  }
}
