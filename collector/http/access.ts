import type { IncomingMessage } from 'node:http';
import { fastifyCookie } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { Actor } from '#collector/audit/audit.ts';
import { type Caller, isEmpty, type Scope, scopeOf } from '#collector/people/caller.ts';
import { PERMISSIONS, type Permission } from '#collector/people/roles.ts';
import type { Callers } from '#collector/walls/callers.ts';
import { ApiError } from './api-error.ts';
import type { App } from './zod-routes.ts';

/**
 * Who may use a route: somebody with the permission in at least one organisation; anybody signed in (`session`);
 * the holder of an agent or push key, which the route itself checks (`sender`); everybody (`public`).
 */
export type RouteAccess = Permission | 'session' | 'sender' | 'public';

declare module 'fastify' {
  interface FastifyContextConfig {
    permission?: RouteAccess;
    /** The permission must be held everywhere: the route concerns the whole collector. */
    everywhere?: boolean;
    /** Also open to somebody who must first replace a password. */
    beforePasswordChange?: boolean;
    /** It only reads, although its method is another: the question is too long for an address. */
    reads?: boolean;
    /** One sentence for the reference. */
    summary?: string;
    /** Media types of bodies that no schema describes. */
    takes?: readonly string[];
  }
  interface FastifyRequest {
    /** Undefined on routes that are public or for senders. */
    caller: Caller | undefined;
    /** The organisations in which the caller holds the route's permission. */
    scope: Scope;
    /** For the audit. */
    actor: Actor;
  }
}

export const SESSION_COOKIE = 'ward_session';
/** A page of another site cannot set it without asking first, and is never allowed to. */
export const CSRF_HEADER = 'x-ward-csrf';

const NOWHERE: Scope = { everywhere: false, organisations: [] };
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Every route as it was declared. */
export type DeclaredRoute = RouteOptions & { url: string };

/**
 * The one mechanism that decides who may use which route. A route that does not declare its permission keeps the
 * collector from starting. Returns the list of all routes, complete once the application is ready.
 */
export function controlAccess(app: App, callers: Callers): readonly DeclaredRoute[] {
  const routes: DeclaredRoute[] = [];
  app.decorateRequest('caller', undefined);
  app.decorateRequest('scope');
  app.decorateRequest('actor');

  app.addHook('onRoute', (route) => {
    routes.push(route);
  });

  app.addHook('onReady', async () => {
    const undeclared = routes.find(({ config }) => !isAccess(config?.permission));
    if (undeclared)
      throw new Error(`the route ${undeclared.method} ${undeclared.url} declares no permission`);
  });

  app.addHook('onRequest', async (request) => {
    const { permission, everywhere, beforePasswordChange, reads } = request.routeOptions.config;
    request.scope = NOWHERE;
    request.actor = { who: '', address: request.ip };
    if (request.is404 || permission === 'public' || permission === 'sender') return;

    const caller = await authenticate(request, callers);
    request.caller = caller;
    request.actor = { who: caller.name, address: request.ip };
    if (caller.mustChangePassword && !beforePasswordChange) {
      throw new ApiError(403, 'password_change_needed', 'the password must be changed before anything else');
    }
    // Whatever the route asks for: nobody stands before a wall who could be asked.
    if (caller.wall !== undefined && !reads && !SAFE_METHODS.has(request.method))
      throw new ApiError(403, 'wall_reads_only', 'a wall only looks: sign in to change anything');
    if (permission === 'session') return;
    request.scope = scopeOf(caller, permission as Permission);
    if (isEmpty(request.scope) || (everywhere && !request.scope.everywhere)) {
      throw new ApiError(
        403,
        'forbidden',
        `this needs ${permission}${everywhere ? ' in all organisations' : ''}`,
        {
          permission,
        },
      );
    }
  });

  return routes;
}

/** The person or wall of the session cookie or bearer token. Refuses changes by cookie that another site may have caused. */
async function authenticate(request: FastifyRequest, callers: Callers): Promise<Caller> {
  const bearer = bearerToken(request.headers.authorization);
  const token = bearer ?? request.cookies[SESSION_COOKIE];
  const caller = token === undefined ? undefined : await callers.caller(token);
  if (!caller) {
    const message = token === undefined ? 'sign in first' : 'the session has ended; sign in again';
    throw new ApiError(401, 'unauthorized', message);
  }
  if (bearer === undefined && !SAFE_METHODS.has(request.method)) {
    refuseOtherSites(request);
    if (request.headers[CSRF_HEADER] === undefined) {
      throw new ApiError(403, 'cross_site', `a change by cookie needs the header ${CSRF_HEADER}`);
    }
  }
  return caller;
}

/** Throws when the browser says that another site sent the request. */
export function refuseOtherSites({ headers }: Pick<FastifyRequest, 'headers'>): void {
  if (isOtherSite(headers.origin, headers['sec-fetch-site'], headers.host, headers['x-forwarded-host'])) {
    throw new ApiError(403, 'cross_site', 'a page of another site may not do this');
  }
}

/**
 * What a browser says about where a request comes from; programs say nothing and are no danger. A proxy may have
 * changed `Host`: what it says in `X-Forwarded-Host` is as good, since no page of another site can set it.
 */
function isOtherSite(
  origin: string | undefined,
  site: string | string[] | undefined,
  host: string | undefined,
  forwardedHost?: string | string[],
): boolean {
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  if (origin === undefined) return false;
  if (!URL.canParse(origin)) return true;
  const from = new URL(origin).host;
  return from !== host && from !== forwardedHost;
}

/**
 * The person who opens a WebSocket, by cookie or bearer token. Undefined when nobody may, also when a page of another
 * site opens it: a browser sends cookies along with sockets and asks nobody.
 */
export async function callerOfUpgrade(
  { headers }: Pick<IncomingMessage, 'headers'>,
  callers: Callers,
): Promise<Caller | undefined> {
  const { origin, host, 'sec-fetch-site': site, 'x-forwarded-host': forwardedHost } = headers;
  const bearer = bearerToken(headers.authorization);
  if (bearer === undefined && isOtherSite(origin, site, host, forwardedHost)) return undefined;
  const token = bearer ?? fastifyCookie.parse(headers.cookie ?? '')[SESSION_COOKIE];
  const caller = token === undefined ? undefined : await callers.caller(token);
  return caller?.mustChangePassword ? undefined : caller;
}

/** The token behind `Bearer` or `Token`. */
function bearerToken(header: string | undefined): string | undefined {
  return /^(?:Bearer|Token) (\S+)$/i.exec(header ?? '')?.[1];
}

function isAccess(permission: unknown): permission is RouteAccess {
  if (permission === 'session' || permission === 'sender' || permission === 'public') return true;
  return (PERMISSIONS as readonly unknown[]).includes(permission);
}

/** Puts the session into a cookie that no script can read and that no other site can send. */
export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
  maxAgeMs: number,
): void {
  reply.setCookie(SESSION_COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
    maxAge: Math.floor(maxAgeMs / 1000),
  });
}
