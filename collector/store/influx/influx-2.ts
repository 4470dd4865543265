import type { Retention } from '../embedded/tiers.ts';
import { StoreUnavailableError, type StoreWarning } from '../store.ts';
import type { InfluxAddress } from './address.ts';
import { conflictOfMessage } from './conflicts.ts';
import { type InfluxFlavour, type RollupPolicy, retentionWarnings } from './flavour.ts';
import type { InfluxDoor } from './influx-door.ts';

interface Bucket {
  id: string;
  name: string;
  description?: string;
  retentionRules?: { type: string; everySeconds: number }[];
}

interface Mapping {
  bucketID: string;
  retention_policy: string;
  default: boolean;
}

/** By it a bucket that we made is known, so that its time may be changed later. */
const OWN = 'made by Ward';
/** The policy that a bucket without a slash in its name is mapped to. */
const RAW_POLICY = 'autogen';
const EARLIEST = '1970-01-01T00:00:00Z';
/** Influx counts nanoseconds in 64 bits, which ends in April of this year. */
const LATEST = '2262-01-01T00:00:00Z';

/**
 * InfluxDB 2.x: an organisation, tokens, buckets; `/write` and `/query` of 1.x reach them through mappings of database
 * and retention policy, which the server makes by itself from names like `database/policy` in its later versions.
 * Its InfluxQL reads only: SELECT INTO, CREATE, ALTER and DROP SERIES are not there, so nothing of that is used.
 *
 * https://docs.influxdata.com/influxdb/v2/reference/api/influxdb-1x/ (and its pages dbrp, query, write)
 * https://docs.influxdata.com/influxdb/v2/query-data/influxql/ (statements that are supported)
 * https://docs.influxdata.com/influxdb/v2/api/ (buckets, dbrps, orgs, delete)
 * https://docs.influxdata.com/influxdb/v2/reference/syntax/delete-predicate/
 */
export function influx2({ database, secret, org }: InfluxAddress): InfluxFlavour {
  let orgId = '';
  /** Bucket of the samples and of each roll-up. */
  const buckets = new Map<RollupPolicy | undefined, string>();

  async function prepare(door: InfluxDoor, { rawMs, minuteMs, hourMs }: Retention) {
    orgId = await findOrganisation(door);
    const warnings: StoreWarning[] = [];
    // The samples first: the first mapping of a database becomes the one that is meant when none is named.
    const raw = await placeFor(door, undefined, rawMs);
    if (!(await keepFor(door, raw, rawMs))) {
      warnings.push(...retentionWarnings(`bucket ${raw.name}`, keepsMs(raw), rawMs));
    }
    for (const [policy, wantedMs] of [
      ['ward_1m', minuteMs],
      ['ward_1h', hourMs],
    ] as const) {
      const bucket = await placeFor(door, policy, wantedMs);
      if (!(await keepFor(door, bucket, wantedMs))) {
        warnings.push(...retentionWarnings(`bucket ${bucket.name}`, keepsMs(bucket), wantedMs));
      }
    }
    return { keepsMs: raw.description === OWN ? rawMs || Number.POSITIVE_INFINITY : keepsMs(raw), warnings };
  }

  async function findOrganisation(door: InfluxDoor): Promise<string> {
    const { orgs } = await ask<{ orgs?: { id: string; name: string }[] }>(
      door,
      'GET',
      `/api/v2/orgs?org=${encodeURIComponent(org)}`,
    );
    const found = orgs?.find(({ name }) => name === org);
    if (!found)
      throw new StoreUnavailableError(
        `${door.url} has no organisation "${org}", or does not show it to this token; correct "org" in the setting "store"`,
        { code: 'refused' },
      );
    return found.id;
  }

  /** The bucket that a policy means; it and its mapping are made when they are missing. */
  async function placeFor(
    door: InfluxDoor,
    policy: RollupPolicy | undefined,
    wantedMs: number,
  ): Promise<Bucket> {
    const mapped = await mappingOf(door, policy);
    if (mapped) {
      buckets.set(policy, mapped.bucketID);
      return ask<Bucket>(door, 'GET', `/api/v2/buckets/${mapped.bucketID}`);
    }
    const name = policy ? `${database}/${policy}` : database;
    const bucket = (await bucketNamed(door, name)) ?? (await makeBucket(door, name, wantedMs));
    buckets.set(policy, bucket.id);
    if (!(await mappingOf(door, policy))) {
      await ask(door, 'POST', '/api/v2/dbrps', {
        orgID: orgId,
        bucketID: bucket.id,
        database,
        retention_policy: policy ?? RAW_POLICY,
        default: policy === undefined,
      });
    }
    return bucket;
  }

  async function mappingOf(door: InfluxDoor, policy: RollupPolicy | undefined): Promise<Mapping | undefined> {
    const { content = [] } = await ask<{ content?: Mapping[] }>(
      door,
      'GET',
      `/api/v2/dbrps?orgID=${orgId}&db=${encodeURIComponent(database)}`,
    );
    return content.find((one) => (policy ? one.retention_policy === policy : one.default));
  }

  async function bucketNamed(door: InfluxDoor, name: string): Promise<Bucket | undefined> {
    const path = `/api/v2/buckets?orgID=${orgId}&name=${encodeURIComponent(name)}`;
    const { status, answer, text } = await door.call('GET', path);
    if (status === 404) return undefined;
    const { buckets: found = [] } = answered<{ buckets?: Bucket[] }>(door, status, answer, text, path);
    return found.find((one) => one.name === name);
  }

  function makeBucket(door: InfluxDoor, name: string, wantedMs: number): Promise<Bucket> {
    return ask(door, 'POST', '/api/v2/buckets', {
      orgID: orgId,
      name,
      description: OWN,
      retentionRules: rules(wantedMs),
    });
  }

  /** True when the bucket keeps what is wanted, now. */
  async function keepFor(door: InfluxDoor, bucket: Bucket, wantedMs: number): Promise<boolean> {
    if (keepsMs(bucket) === (wantedMs || Number.POSITIVE_INFINITY)) return true;
    if (bucket.description !== OWN) return false;
    await ask(door, 'PATCH', `/api/v2/buckets/${bucket.id}`, { retentionRules: rules(wantedMs) });
    return true;
  }

  async function remove(door: InfluxDoor, bucketId: string, stop: string, predicate?: string): Promise<void> {
    const path = `/api/v2/delete?orgID=${orgId}&bucketID=${bucketId}`;
    const { status, text } = await door.call('POST', path, { start: EARLIEST, stop, predicate });
    if (status !== 204) throw refusal(door, status, text, path);
  }

  return {
    authorization: `Token ${secret}`,
    place: (policy) => `db=${encodeURIComponent(database)}${policy ? `&rp=${policy}` : ''}`,
    prepare,
    conflicts: conflictOfMessage,
    async deleteTarget(door, tag) {
      const predicate = `"target"="${tag.replace(/[\\"]/g, '\\$&')}"`;
      for (const bucketId of buckets.values()) await remove(door, bucketId, LATEST, predicate);
      return true;
    },
    async deleteBefore(door, timeMs) {
      const bucketId = buckets.get(undefined);
      // Its end is included.
      if (bucketId) await remove(door, bucketId, new Date(timeMs - 1).toISOString());
      return true;
    },
  };
}

function keepsMs({ retentionRules = [] }: Bucket): number {
  const seconds = retentionRules.find(({ type }) => type === 'expire')?.everySeconds ?? 0;
  return seconds > 0 ? seconds * 1000 : Number.POSITIVE_INFINITY;
}

function rules(wantedMs: number): Bucket['retentionRules'] {
  return wantedMs > 0 ? [{ type: 'expire', everySeconds: Math.round(wantedMs / 1000) }] : [];
}

async function ask<Answer>(
  door: InfluxDoor,
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  body?: object,
): Promise<Answer> {
  const { status, answer, text } = await door.call(method, path, body);
  return answered<Answer>(door, status, answer, text, path);
}

function answered<Answer>(
  door: InfluxDoor,
  status: number,
  answer: unknown,
  text: string,
  path: string,
): Answer {
  if (status >= 300 || typeof answer !== 'object' || answer === null) throw refusal(door, status, text, path);
  return answer as Answer;
}

function refusal({ url }: InfluxDoor, status: number, text: string, path: string): StoreUnavailableError {
  return new StoreUnavailableError(`${url} answers ${status} to ${path}: ${text}`, { code: 'unwell' });
}
