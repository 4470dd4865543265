import {
  type FrontAnswer,
  type FrontRequest,
  type InfluxFront,
  realInflux,
  startFront,
} from './influxdb-front.ts';

interface Bucket {
  id: string;
  orgID: string;
  name: string;
  description?: string;
  retentionRules: { type: string; everySeconds: number }[];
}

interface Mapping {
  id: string;
  database: string;
  retention_policy: string;
  default: boolean;
  orgID: string;
  bucketID: string;
  virtual: boolean;
}

/** What a test may look at, and put there as if somebody else had. */
export interface Influx2Front extends InfluxFront {
  org: string;
  readonly buckets: Bucket[];
  readonly mappings: Mapping[];
  addBucket(bucket: Pick<Bucket, 'name' | 'retentionRules'>): Promise<Bucket>;
}

const ORG = { id: '0000000000000a01', name: 'ward works' };
/** https://docs.influxdata.com/influxdb/v2/query-data/influxql/#influxql-support */
const KNOWN_STATEMENTS =
  /^(SELECT|DELETE|DROP MEASUREMENT|EXPLAIN ANALYZE|SHOW (DATABASES|SERIES|MEASUREMENTS|TAG KEYS|TAG VALUES|FIELD KEYS))\b/;
/** https://docs.influxdata.com/influxdb/v2/reference/syntax/delete-predicate/: equality and AND, nothing else. */
const PREDICATE = /^"(\w+)"="((?:[^"\\]|\\.)*)"$/;
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/**
 * The request forms of InfluxDB 2.x before a real 1.x. `makesMappings`: as its later versions do, a bucket is mapped by
 * its name. https://docs.influxdata.com/influxdb/v2/api/
 */
export async function startInflux2Front(
  realUrl: string,
  { makesMappings = true } = {},
): Promise<Influx2Front> {
  const real = realInflux(realUrl);
  const token = 'a token of 2.x';
  const refused: string[] = [];
  const buckets: Bucket[] = [];
  const mappings: Mapping[] = [];
  const behind = (bucketId: string) => `v2_${new URL(url).port}_${bucketId}`;

  function refuse(status: number, message: string): FrontAnswer {
    refused.push(message);
    return { status, json: { code: status === 404 ? 'not found' : 'invalid', message } };
  }

  async function addBucket({
    name,
    description,
    retentionRules,
  }: Omit<Bucket, 'id' | 'orgID'>): Promise<Bucket> {
    const id = `00000000000b${String(buckets.length).padStart(4, '0')}`;
    const bucket = { id, orgID: ORG.id, name, description, retentionRules };
    buckets.push(bucket);
    await real.run('', `CREATE DATABASE "${behind(id)}"`);
    const [database, policy = 'autogen'] = name.split('/');
    if (makesMappings) addMapping({ database, retention_policy: policy, bucketID: id, virtual: true });
    return bucket;
  }

  function addMapping(
    mapping: Pick<Mapping, 'database' | 'retention_policy' | 'bucketID' | 'virtual'>,
    isDefault = false,
  ) {
    const isFirst = !mappings.some(({ database }) => database === mapping.database);
    const made = { ...mapping, id: `d${mappings.length}`, orgID: ORG.id, default: isDefault || isFirst };
    mappings.push(made);
    return made;
  }

  function mapped(parameters: URLSearchParams): Mapping | undefined {
    const [db, rp] = [parameters.get('db'), parameters.get('rp')];
    return mappings.find((one) => one.database === db && (rp ? one.retention_policy === rp : one.default));
  }

  async function write({ parameters, body }: FrontRequest): Promise<FrontAnswer> {
    if (!/^(ns|us|ms|s)$/.test(parameters.get('precision') ?? 'ns')) return refuse(400, 'invalid precision');
    const mapping = mapped(parameters);
    if (!mapping) return { status: 404, json: { code: 'not found', message: 'no dbrp mapping found' } };
    const { status, text } = await real.write(behind(mapping.bucketID), body);
    if (status === 204) return { status };
    const { error } = JSON.parse(text) as { error: string };
    const isPartial = error.startsWith('partial write');
    return isPartial
      ? {
          status: 422,
          json: { code: 'unprocessable entity', message: `failure writing points to database: ${error}` },
        }
      : { status, json: { code: 'invalid', message: error } };
  }

  async function query({ parameters }: FrontRequest): Promise<FrontAnswer> {
    const statement = parameters.get('q') ?? '';
    if (!KNOWN_STATEMENTS.test(statement) || / INTO /.test(statement)) {
      return refuse(400, `not implemented: ${statement}`);
    }
    const mapping = mapped(parameters);
    if (mapping) return real.query(behind(mapping.bucketID), parameters);
    return {
      status: 200,
      json: { results: [{ statement_id: 0, error: `database not found: ${parameters.get('db')}` }] },
    };
  }

  async function remove({ parameters, body }: FrontRequest): Promise<FrontAnswer> {
    const bucket = buckets.find(({ id }) => id === parameters.get('bucketID'));
    const { start, stop, predicate } = JSON.parse(body.toString()) as Record<string, string | undefined>;
    if (!bucket || parameters.get('orgID') !== ORG.id) return refuse(404, 'bucket not found');
    if (!RFC3339.test(start ?? '') || !RFC3339.test(stop ?? ''))
      return refuse(400, 'invalid RFC3339Nano for start or stop');
    if (predicate === undefined) {
      await real.run(behind(bucket.id), `DELETE WHERE time >= '${start}' AND time <= '${stop}'`);
      return { status: 204 };
    }
    const [, tag, value] = PREDICATE.exec(predicate) ?? [];
    if (tag === undefined) return refuse(400, `bad logical expression: ${predicate}`);
    const text = value.replace(/\\(.)/g, '$1').replace(/[\\']/g, '\\$&');
    await real.run(behind(bucket.id), `DROP SERIES WHERE "${tag}" = '${text}'`);
    return { status: 204 };
  }

  async function configure({ method, path, parameters, body }: FrontRequest): Promise<FrontAnswer> {
    const sent = body.length > 0 ? JSON.parse(body.toString()) : {};
    const id = /^\/api\/v2\/buckets\/(\w+)$/.exec(path)?.[1];
    const bucket = buckets.find((one) => one.id === id);
    switch (`${method} ${id ? '/api/v2/buckets/*' : path}`) {
      case 'GET /api/v2/orgs':
        return { status: 200, json: { orgs: [ORG].filter(({ name }) => name === parameters.get('org')) } };
      case 'GET /api/v2/buckets': {
        const found = buckets.filter(({ name }) => name === parameters.get('name'));
        if (found.length === 0)
          return { status: 404, json: { code: 'not found', message: 'bucket not found' } };
        return { status: 200, json: { buckets: found } };
      }
      case 'POST /api/v2/buckets':
        if (sent.orgID !== ORG.id || !sent.name || !Array.isArray(sent.retentionRules))
          return refuse(400, 'invalid bucket');
        return { status: 201, json: await addBucket(sent) };
      case 'GET /api/v2/buckets/*':
        return bucket ? { status: 200, json: bucket } : refuse(404, 'bucket not found');
      case 'PATCH /api/v2/buckets/*':
        if (!bucket) return refuse(404, 'bucket not found');
        return { status: 200, json: Object.assign(bucket, { retentionRules: sent.retentionRules }) };
      case 'GET /api/v2/dbrps':
        if (parameters.get('orgID') !== ORG.id) return refuse(400, 'no org provided');
        return {
          status: 200,
          json: { content: mappings.filter(({ database }) => database === parameters.get('db')) },
        };
      case 'POST /api/v2/dbrps':
        if (sent.orgID !== ORG.id || !buckets.some((one) => one.id === sent.bucketID))
          return refuse(400, 'invalid mapping');
        return { status: 201, json: addMapping({ ...sent, virtual: false }, sent.default) };
      default:
        return refuse(404, `path not found: ${method} ${path}`);
    }
  }

  const { url, close } = await startFront(async (request) => {
    if (request.authorization !== `Token ${token}`) {
      return { status: 401, json: { code: 'unauthorized', message: 'unauthorized access' } };
    }
    switch (`${request.method} ${request.path}`) {
      case 'POST /write':
        return write(request);
      case 'GET /query':
      case 'POST /query':
        return query(request);
      case 'POST /api/v2/delete':
        return remove(request);
      default:
        return configure(request);
    }
  });
  return { url, token, org: ORG.name, refused, buckets, mappings, addBucket, close };
}
