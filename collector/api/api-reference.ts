import type { z } from 'zod';
import { buildApp } from '#collector/app.ts';
import type { DeclaredRoute } from '#collector/http/access.ts';
import { DEFAULT_QUERY_LIMITS } from '#collector/store/store.ts';
import { apiRoutes, parameters, toJsonSchema } from './openapi.ts';
import type { Parts } from './parts.ts';

/** A piece of JSON Schema, as far as it is printed. */
interface Shape {
  type?: string | string[];
  properties?: Record<string, Shape>;
  required?: string[];
  items?: Shape;
  anyOf?: Shape[];
  oneOf?: Shape[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  description?: string;
  additionalProperties?: Shape | boolean;
}

const INTRODUCTION = `# HTTP API

Written by \`npm run docs\` from the schemas that the routes are checked with; the same as OpenAPI stands at
\`/api/v1/openapi.json\`.

Sign in with \`POST /api/v1/session\`, then send \`Authorization: Bearer <token>\`. A browser uses the cookie
\`ward_session\` instead, and sends the header \`x-ward-csrf: 1\` with everything that changes something.
Answers hold what lies in the caller's organisations and nothing else. Lists end with \`next\`: sent as \`cursor\` it
asks for the following page; null is the end. Times are UTC milliseconds.

An error is answered with \`{status, code, message, details}\`: the code is stable, the message says what was found
and what is allowed; \`Retry-After\` stands there when trying again helps.

Programs push samples with a push key ([senders.md](senders.md)): line protocol to \`/write\` and \`/api/v2/write\`,
Prometheus remote write to \`/api/v1/write\`, OTLP to \`/v1/metrics\`.

Two WebSockets stand beside these routes: \`/api/v1/live\` for pages (\`protocol/live.ts\`) and \`/api/v1/agent\` for
agents ([wire.md](wire.md)). \`/api/v1\` changes only by addition.
`;

/** The page \`docs/api.md\`. */
export async function apiReference(): Promise<string> {
  const { app, routes } = await buildApp({
    parts: noParts(),
    health: { readiness: () => ({ ready: true, reasons: [] }), stats: [] },
    pagesFolder: '',
    version: '',
  });
  await app.ready();
  const sections = apiRoutes(routes).map(describe);
  await app.close();
  return [INTRODUCTION, ...sections].join('\n');
}

/** Routes are only declared here, never called: whatever they take out of their parts does nothing. */
function noParts(): Parts {
  const nothing: object = new Proxy(() => nothing, { get: () => nothing });
  return new Proxy({} as Parts, {
    get: (_parts, name) => (name === 'limits' ? DEFAULT_QUERY_LIMITS : nothing),
  });
}

function describe(route: DeclaredRoute & { method: string }): string {
  const {
    body,
    querystring,
    response = {},
  } = (route.schema ?? {}) as Record<string, z.ZodType> & {
    response?: Record<string, z.ZodType>;
  };
  const { permission, everywhere, summary = '' } = route.config ?? {};
  const query = parameters(querystring, 'query');
  const lines = [
    `## ${route.method} ${route.url}`,
    '',
    `${summary} Permission: \`${permission}\`${everywhere ? ', everywhere' : ''}.`,
    '',
  ];
  if (query.length > 0) {
    lines.push('Query:', '');
    for (const { name, required, schema, description } of query) {
      const shape = { ...(schema as Shape), description: description as string | undefined };
      lines.push(field(String(name), shape, required === true, 0));
    }
    lines.push('');
  }
  if (body) lines.push('Body:', '', ...fields(toJsonSchema(body, 'input') as Shape, 0), '');
  for (const [status, schema] of Object.entries(response)) {
    if (status === '204') lines.push('Answers 204.', '');
    else lines.push(`Answers ${status}:`, '', ...fields(toJsonSchema(schema, 'output') as Shape, 0), '');
  }
  return lines.join('\n');
}

/** Deeper than this only the type is named: rules and alerts are described where they are written. */
const DEPTH = 2;

function fields(shape: Shape, depth: number): string[] {
  const inner = shape.items ?? shape;
  const { properties, required = [] } = inner;
  if (!properties || depth > DEPTH) return depth === 0 ? [`- ${typeOf(shape)}`] : [];
  return Object.entries(properties).flatMap(([name, property]) => [
    field(name, property, required.includes(name) && property.default === undefined, depth),
    ...fields(property, depth + 1),
  ]);
}

function field(name: string, shape: Shape, required: boolean, depth: number): string {
  const type = typeOf(shape);
  const fallback = shape.default === undefined ? '' : `, default ${JSON.stringify(shape.default)}`;
  const optional = required || shape.default !== undefined ? '' : ', optional';
  const meaning = shape.description ? `: ${shape.description}` : '';
  return `${'  '.repeat(depth)}- \`${name}\` ${type}${optional}${fallback}${meaning}`;
}

function typeOf(shape: Shape): string {
  if (shape.const !== undefined) return `\`${shape.const}\``;
  if (shape.enum) return shape.enum.map((value) => `\`${value}\``).join(' or ');
  const either = shape.anyOf ?? shape.oneOf;
  if (either) return [...new Set(either.map(typeOf))].join(' or ');
  if (shape.items) return `list of ${typeOf(shape.items)}`;
  if (Array.isArray(shape.type)) return shape.type.join(' or ');
  return shape.type ?? 'any JSON';
}
