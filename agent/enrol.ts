import { createHash } from 'node:crypto';
import { mkdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { EnrolResponse } from '#protocol/session.ts';
import { readIfThere, writeWhole } from './data-folder.ts';
import { StartError } from './start-error.ts';
import type { CollectorAddress } from './uplink/address.ts';
import { type ConnectionOptions, createHttpAgent } from './uplink/connection.ts';
import { httpRequest } from './uplink/http-request.ts';
import { errorOfStatus, UplinkError } from './uplink/uplink-error.ts';

/** Who this agent is: what enrolment gave it, and which token that was. */
export const AgentIdentity = z.strictObject({
  ...EnrolResponse.shape,
  /** Hash of the token that was used, so that another one is noticed. */
  tokenHash: z.string(),
});
export type AgentIdentity = z.infer<typeof AgentIdentity>;

/** Who asks to be enrolled. */
export interface EnrolOptions {
  token: string;
  hostname: string;
  machine: string;
  addresses: readonly CollectorAddress[];
  connection: ConnectionOptions;
  timeoutMs: number;
}

/** The identity kept in the data folder; undefined when there is none. Throws when it is there and unreadable. */
export function loadIdentity(folder: string): AgentIdentity | undefined {
  const path = identityPath(folder);
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  const parsed = AgentIdentity.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new StartError(`${path} is damaged: remove it and start the agent with a new token`);
}

/** Keeps it, readable by this user alone. */
export async function saveIdentity(folder: string, identity: AgentIdentity): Promise<void> {
  await writeWhole(identityPath(folder), `${JSON.stringify(identity, null, 2)}\n`);
}

/** Exchanges a token for a key at the first collector that answers. Rejects with an UplinkError. */
export async function enrol(options: EnrolOptions): Promise<AgentIdentity> {
  let last = new UplinkError('unreachable', 'no collector is configured');
  for (const address of options.addresses) {
    try {
      return await enrolAt(address, options);
    } catch (error) {
      if (!(error instanceof UplinkError)) throw error;
      if (error.fault === 'unauthorized') throw error;
      last = error;
    }
  }
  throw last;
}

/** Throws a StartError when a key could not be kept: a token is used up by the first answer. */
export async function checkWritable(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeWhole(join(folder, 'writable'), '');
    await unlink(join(folder, 'writable'));
  } catch (cause) {
    throw new StartError(`no key can be kept in ${folder}: ${(cause as Error).message}`, { cause });
  }
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 16);
}

async function enrolAt(address: CollectorAddress, options: EnrolOptions): Promise<AgentIdentity> {
  const { token, hostname, machine, connection, timeoutMs } = options;
  const agent = createHttpAgent(address.isSecure, connection);
  try {
    const answer = await httpRequest({
      url: address.enrol,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify({ token, hostname, machine })),
      agent,
      timeoutMs,
    });
    if (answer.status === 401 || answer.status === 403) {
      throw new UplinkError(
        'unauthorized',
        `${address.text} does not know this token, or it was used already`,
      );
    }
    if (answer.status < 200 || answer.status > 299) {
      throw errorOfStatus(answer.status, answer.headers['retry-after'], answer.body);
    }
    const parsed = EnrolResponse.safeParse(parseJson(answer.body));
    if (parsed.success) return { ...parsed.data, tokenHash: hashToken(token) };
    throw new UplinkError(
      'nonsense',
      `${address.text} answered the enrolment with something else than a key`,
    );
  } catch (cause) {
    if (cause instanceof UplinkError) throw cause;
    throw new UplinkError('unreachable', `${address.text}: ${(cause as Error).message}`, { cause });
  } finally {
    agent.destroy();
  }
}

function identityPath(folder: string): string {
  return join(folder, 'identity.json');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
