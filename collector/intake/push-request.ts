import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Bytes of a pushed body after decompression; Telegraf's batches are below one megabyte, vmagent's below 32. */
export const MAX_PUSH_BYTES = 32 * 1024 * 1024;

const unzip = promisify(gunzip);

/** Bodies of every content type come as they are: what they are is for the routes of this scope to say. */
export function takeAnyBody(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_PUSH_BYTES }, (_request, body, done) =>
    done(null, body),
  );
}

/** The push key of a request: a token, a bearer, or the password of basic authentication. */
export function pushKeyOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const [scheme, credentials] = headers.authorization?.split(' ') ?? [];
  if (/^(token|bearer)$/i.test(scheme ?? '')) return credentials;
  if (!/^basic$/i.test(scheme ?? '')) return undefined;
  const pair = Buffer.from(credentials ?? '', 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
}

/** The body without gzip, where its header speaks of that; a sentence when it cannot be unpacked. */
export async function plainBody(request: FastifyRequest): Promise<Uint8Array | string> {
  const body = (request.body as Buffer | undefined) ?? Buffer.alloc(0);
  if (request.headers['content-encoding'] !== 'gzip') return body;
  try {
    return await unzip(body, { maxOutputLength: MAX_PUSH_BYTES });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE')
      return `the body is larger than ${MAX_PUSH_BYTES} bytes when unpacked`;
    return `the body is not gzip as its header says: ${message}`;
  }
}
