import * as z from 'zod';

/** What a user may write under `sockets`. */
export const SocketsConfig = z.strictObject({
  /** Count connections by TCP state; the kernel lists every connection for it, which costs on busy hosts. */
  tcpStates: z.boolean().default(false),
});
export type SocketsConfig = z.infer<typeof SocketsConfig>;
