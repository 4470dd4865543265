import * as z from 'zod';
import type { DeclaredRoute } from '#collector/http/access.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { Problem } from './shapes.ts';

const ABOUT = [
  'Sign in with `POST /api/v1/session`; then `Authorization: Bearer <token>`, or the cookie with the header',
  '`x-ward-csrf: 1` on changes. Two WebSockets stand beside these routes: `/api/v1/live` for pages and',
  '`/api/v1/agent` for agents. `/api/v1` changes only by addition.',
].join(' ');

/** A JSON Schema or a piece of the document; what stands inside is described by OpenAPI 3.1. */
type Json = Record<string, unknown>;

interface Described {
  body?: z.ZodType;
  querystring?: z.ZodType;
  params?: z.ZodType;
  response?: Record<string, z.ZodType>;
}

/** `GET /api/v1/openapi.json`: written from what the routes are checked with. */
export function openApiRoute(app: App, routes: readonly DeclaredRoute[], version: string): void {
  let document: Json | undefined;
  app.get(
    '/api/v1/openapi.json',
    { config: { permission: 'public', summary: 'This description.' } },
    async () => {
      document ??= describeApi(routes, version);
      return document;
    },
  );
}

/** The OpenAPI 3.1 document of all routes under `/api`. */
export function describeApi(routes: readonly DeclaredRoute[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of apiRoutes(routes)) {
    const path = route.url.replace(/:(\w+)/g, '{$1}');
    paths[path] ??= {};
    paths[path][route.method.toLowerCase()] = describeRoute(route);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Ward', version, description: ABOUT },
    paths,
    components: {
      schemas: { Problem: toJsonSchema(Problem, 'output') },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'ward_session' },
      },
    },
  };
}

/** Stands where OpenTelemetry looks for it, and belongs to the API all the same. */
const OTLP_PATH = '/v1/metrics';

/** Routes of the API, without the ones that only repeat GET. */
export function apiRoutes(routes: readonly DeclaredRoute[]): (DeclaredRoute & { method: string })[] {
  return routes.filter(
    (route): route is DeclaredRoute & { method: string } =>
      (route.url.startsWith('/api/') || route.url === OTLP_PATH) &&
      typeof route.method === 'string' &&
      route.method !== 'HEAD',
  );
}

function describeRoute(route: DeclaredRoute): Json {
  const { body, querystring, params, response = {} } = (route.schema ?? {}) as Described;
  const { permission, everywhere, summary = '', takes = [] } = route.config ?? {};
  const open = permission === 'public';
  return {
    summary,
    description: `Permission: ${permission}${everywhere ? ', in all organisations' : ''}.`,
    security: open ? [] : [{ bearer: [] }, { cookie: [] }],
    parameters: [...parameters(params, 'path'), ...parameters(querystring, 'query')],
    ...(body && { requestBody: { required: true, content: json(toJsonSchema(body, 'input')) } }),
    ...(takes.length > 0 && {
      requestBody: { required: true, content: Object.fromEntries(takes.map((type) => [type, {}])) },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(response).map(([status, schema]) => [
          status,
          status === '204'
            ? { description: 'done' }
            : { description: 'done', content: json(toJsonSchema(schema, 'output')) },
        ]),
      ),
      default: {
        description: 'refused, or failed',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

/** The fields of a path or a query string. */
export function parameters(schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = toJsonSchema(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = property;
    return {
      name,
      in: place,
      required: place === 'path' || (required.includes(name) && !('default' in rest)),
      ...(description !== undefined && { description }),
      schema: rest,
    };
  });
}

/** What cannot be said in JSON Schema, such as a refinement, is left out. */
export function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
  return rest;
}

function json(schema: Json): Json {
  return { 'application/json': { schema } };
}
