import {
  type FrontAnswer,
  type FrontRequest,
  type InfluxFront,
  realInflux,
  startFront,
} from './influxdb-front.ts';

/** What a test may look at, and put there as if somebody else had. */
export interface Influx3Front extends InfluxFront {
  /** Databases with their times of retention, as the server tells them. */
  readonly databases: Map<string, string>;
  addDatabase(name: string, retentionPeriod: string): Promise<void>;
}

const NAME = /^[a-zA-Z0-9][\w/-]{0,63}$/;
const PERIOD = /^[1-9]\d*(m|h|d|w|mo|y)$/;
/** https://docs.influxdata.com/influxdb3/core/reference/influxql/feature-support/#metaqueries */
const KNOWN_STATEMENTS = /^(SELECT|SHOW (RETENTION POLICIES|MEASUREMENTS|TAG KEYS|TAG VALUES|FIELD KEYS))\b/;
const CONFLICT = /input field "([^"]*)" on measurement "([^"]*)" is type (\w+), already exists as type (\w+)/;

/**
 * The request forms of InfluxDB 3.x before a real 1.x: Bearer tokens, `/api/v3/configure/database`, `/write` that makes
 * databases and names each line it does not take, InfluxQL that only reads.
 * https://docs.influxdata.com/influxdb3/core/api/v3/
 */
export async function startInflux3Front(realUrl: string): Promise<Influx3Front> {
  const real = realInflux(realUrl);
  const token = 'apiv3_token';
  const refused: string[] = [];
  const databases = new Map<string, string>();
  const behind = (database: string) => `v3_${new URL(url).port}_${database.replaceAll('/', '__')}`;

  function refuse(status: number, error: string): FrontAnswer {
    refused.push(error);
    return { status, json: { error } };
  }

  async function addDatabase(name: string, retentionPeriod: string): Promise<void> {
    databases.set(name, retentionPeriod);
    await real.run('', `CREATE DATABASE "${behind(name)}"`);
  }

  async function write({ parameters, body }: FrontRequest): Promise<FrontAnswer> {
    const db = parameters.get('db') ?? '';
    if (!NAME.test(db)) return refuse(400, `invalid character in database name: ${db}`);
    if (!/^(ns|us|ms|s)$/.test(parameters.get('precision') ?? '')) return refuse(400, 'unknown precision');
    if (!databases.has(db)) await addDatabase(db, 'none');
    const { status, text } = await real.write(behind(db), body);
    if (status === 204) return { status };
    const [, field, measurement, sent, type] = CONFLICT.exec(JSON.parse(text).error) ?? [];
    if (field === undefined) return { status, json: JSON.parse(text) };
    const data = linesWith(body, measurement, field, sent).map(({ line, number }) => ({
      original_line: line,
      line_number: number,
      error_message: `invalid column type for column '${field}', expected iox::column_type::field::${type}, got iox::column_type::field::${sent}`,
    }));
    return { status: 400, json: { error: 'partial write of line protocol occurred', data } };
  }

  async function query({ parameters }: FrontRequest): Promise<FrontAnswer> {
    const statement = parameters.get('q') ?? '';
    const db = parameters.get('db') ?? '';
    if (parameters.has('rp') || / FROM "[^"]*"\./.test(statement))
      return refuse(400, 'honored, but discouraged');
    if (!KNOWN_STATEMENTS.test(statement) || / INTO /.test(statement)) {
      refused.push(statement);
      return {
        status: 200,
        json: { results: [{ statement_id: 0, error: `not implemented: ${statement}` }] },
      };
    }
    if (databases.has(db)) return real.query(behind(db), parameters);
    return { status: 200, json: { results: [{ statement_id: 0, error: `database not found: ${db}` }] } };
  }

  async function make({ body }: FrontRequest): Promise<FrontAnswer> {
    const {
      db,
      retention_period: period,
      ...unknown
    } = JSON.parse(body.toString()) as Record<string, string>;
    if (Object.keys(unknown).length > 0) return refuse(400, `unknown field ${Object.keys(unknown)[0]}`);
    if (!NAME.test(db)) return refuse(400, `invalid character in database name: ${db}`);
    if (period !== undefined && !PERIOD.test(period))
      return refuse(400, `invalid retention period: ${period}`);
    if (databases.has(db)) return { status: 409, json: { error: 'already exists' } };
    await addDatabase(db, period ?? 'none');
    return { status: 200, json: { db, retention_period: period ?? null } };
  }

  const { url, close } = await startFront(async (request) => {
    if (request.authorization !== `Bearer ${token}`) {
      return { status: 401, json: { error: 'the request was not authenticated' } };
    }
    switch (`${request.method} ${request.path}`) {
      case 'POST /write':
        return write(request);
      case 'GET /query':
      case 'POST /query':
        return query(request);
      case 'GET /api/v3/configure/database':
        if (request.parameters.get('format') !== 'json') return refuse(400, 'missing field `format`');
        return {
          status: 200,
          json: [...databases].map(([db, period]) => ({ db, retention_period: period })),
        };
      case 'POST /api/v3/configure/database':
        return make(request);
      default:
        return refuse(404, `not found: ${request.method} ${request.path}`);
    }
  });
  return { url, token, refused, databases, addDatabase, close };
}

/** The lines that hold a field in the type that was not taken. */
function linesWith(
  body: Buffer,
  measurement: string,
  field: string,
  sent: string,
): { line: string; number: number }[] {
  const value = new RegExp(`[ ,]${field}=[^, ]*`);
  return body
    .toString()
    .split('\n')
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.startsWith(`${measurement},`) && value.test(line))
    .filter(({ line }) => value.exec(line)?.[0].endsWith('i') === (sent === 'integer'));
}
