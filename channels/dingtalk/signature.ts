import { createHmac } from 'node:crypto';

/** The address with the moment and the signature over it and the key: HMAC-SHA256 by the key, in Base64. */
export function signedUrl(url: string, secret: string, sentAtMs: number): string {
  if (secret === '') return url;
  const signed = new URL(url);
  signed.searchParams.set('timestamp', String(sentAtMs));
  signed.searchParams.set('sign', signatureOf(secret, sentAtMs));
  return signed.href;
}

/** What the service expects as `sign`. */
export function signatureOf(secret: string, sentAtMs: number): string {
  return createHmac('sha256', secret).update(`${sentAtMs}\n${secret}`).digest('base64');
}
