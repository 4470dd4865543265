import type { FastifyReply } from 'fastify';

/** True when the bytes are named before JSON. */
export function wantsBytes(accept: string | undefined): boolean {
  const [first] = (accept ?? '').split(',');
  return first.trim().startsWith('application/octet-stream');
}

/** Bytes pass as they came from the store. */
export function sendBytes(reply: FastifyReply, bytes: Uint8Array): FastifyReply {
  return reply
    .type('application/octet-stream')
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

/** These bytes are JSON already; what describes the answer in the reference is not asked to write it again. */
export function sendJson(reply: FastifyReply, json: Buffer): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(json);
}
