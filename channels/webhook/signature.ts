import { createHmac, timingSafeEqual } from 'node:crypto';

/** Header that carries the signature, and the moment of sending so that an old call cannot be played again. */
export const SIGNATURE_HEADER = 'ward-signature';

/** `t=<seconds>,v1=<hex>`: HMAC-SHA256 over `<seconds>.<body>`. */
export function sign(secret: string, sentAtMs: number, body: string): string {
  const seconds = Math.floor(sentAtMs / 1000);
  return `t=${seconds},v1=${digest(secret, seconds, body)}`;
}

/** What a receiver does: true when the signature is right and not older or newer than `toleranceMs`. */
export function verify(
  secret: string,
  header: string,
  body: string,
  nowMs: number,
  toleranceMs = 300_000,
): boolean {
  const parts = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header);
  if (!parts) return false;
  const seconds = Number(parts[1]);
  if (Math.abs(nowMs - seconds * 1000) > toleranceMs) return false;
  return timingSafeEqual(Buffer.from(parts[2]), Buffer.from(digest(secret, seconds, body)));
}

function digest(secret: string, seconds: number, body: string): string {
  return createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
}
