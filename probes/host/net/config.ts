import * as z from 'zod';

/** What a user may write under `net`. */
export const NetConfig = z.strictObject({
  /** Interfaces that are read; a `*` at the end stands for every name that begins so. */
  interfaces: z.array(z.string()).default(['*']),
  /** Interfaces left out of those: the loopback and the ends of containers' and virtual machines' cables. */
  excludeInterfaces: z
    .array(z.string())
    .default([
      'lo',
      'veth*',
      'cali*',
      'lxc*',
      'vnet*',
      'tap*',
      'ifb*',
      'dummy*',
      'sit*',
      'tunl*',
      'nodelocaldns',
    ]),
});
export type NetConfig = z.infer<typeof NetConfig>;
