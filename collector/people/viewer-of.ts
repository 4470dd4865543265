import type { IncomingMessage } from 'node:http';
import { bearerToken, isOtherSite, SESSION_COOKIE } from '#collector/http/access.ts';
import type { Viewer } from '#collector/live/viewer.ts';
import type { Sessions } from './sessions.ts';
import type { VisibleTargets } from './visible-targets.ts';

/** Who opens a live socket: by bearer, or by cookie from our own pages. Undefined when nobody may look. */
export async function viewerOf(
  request: IncomingMessage,
  { sessions, visible }: { sessions: Sessions; visible: VisibleTargets },
): Promise<Viewer | undefined> {
  const bearer = bearerToken(request.headers.authorization);
  // A page of another site could open a socket with the person's cookie.
  const { origin, host, 'sec-fetch-site': site, 'x-forwarded-host': forwarded } = request.headers;
  if (bearer === undefined && isOtherSite(origin, site, host, forwarded)) return undefined;
  const token = bearer ?? sessionCookie(request.headers.cookie);
  const caller = token === undefined ? undefined : await sessions.caller(token);
  return caller && !caller.mustChangePassword ? visible.viewer(caller) : undefined;
}

function sessionCookie(header: string | undefined): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === SESSION_COOKIE) return decodeURIComponent(value ?? '');
  }
  return undefined;
}
