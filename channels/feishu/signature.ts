import { createHmac } from 'node:crypto';

/** What goes into the body: HMAC-SHA256 over nothing, keyed by the second and the key of the robot, in Base64. */
export function signatureOf(secret: string, sentAtMs: number): { timestamp: string; sign: string } {
  const timestamp = String(Math.floor(sentAtMs / 1000));
  return { timestamp, sign: createHmac('sha256', `${timestamp}\n${secret}`).digest('base64') };
}
