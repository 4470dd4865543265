import { isIP } from 'node:net';
import type { ProbeOptions } from './probe.ts';
import { ProbeError } from './probe-error.ts';

/** What people write where it matters over which of the two a target is reached. */
export type Family = 'any' | 'ipv4' | 'ipv6';

/**
 * The address to connect to for a target: its own where that will do, another one of its name where a family is
 * asked for that this one is not of. Only `check` and tests hand over a name here, which is looked up plainly.
 */
export async function targetAddress(
  address: string,
  options: Pick<ProbeOptions, 'host' | 'resolve'>,
  family: Family = 'any',
): Promise<string> {
  const found = isIP(address.split('%')[0] ?? '');
  const wanted = numberOf(family);
  if (found !== 0 && (wanted === undefined || found === wanted)) return address;
  return lookUpOther(found === 0 ? address : (options.host ?? address), options, family);
}

/** The address of another host that the settings name, judged by the agent's bounds where there are any. */
export async function lookUpOther(
  host: string,
  { resolve = lookUp }: Pick<ProbeOptions, 'resolve'>,
  family: Family = 'any',
): Promise<string> {
  return resolve(host, numberOf(family));
}

function numberOf(family: Family): 4 | 6 | undefined {
  if (family === 'any') return undefined;
  return family === 'ipv4' ? 4 : 6;
}

async function lookUp(host: string, family?: 4 | 6): Promise<string> {
  const { lookup } = await import('node:dns/promises');
  try {
    const found = await lookup(host, { all: true, verbatim: true });
    const one = found.find((each) => family === undefined || each.family === family);
    if (one !== undefined) return one.address;
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    const state = code === 'ENOTFOUND' ? 'misconfigured' : 'failed';
    throw new ProbeError(state, `the name ${host} leads to no address: ${code || message}`, { cause });
  }
  throw new ProbeError('misconfigured', `${host} has no address of IPv${family}: look at the setting family`);
}
