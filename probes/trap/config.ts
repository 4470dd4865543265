import * as z from 'zod';
import { SNMP_AUTH, SNMP_PRIV } from '#protocol/credential.ts';

const secret = z.string().min(8).max(255);

/** A user of SNMP version 3 whose notifications are taken. */
const TrapUser = z
  .strictObject({
    user: z.string().min(1).max(255),
    auth: z.enum(SNMP_AUTH).optional(),
    auth_password: secret.optional(),
    priv: z.enum(SNMP_PRIV).optional(),
    priv_password: secret.optional(),
  })
  .superRefine(({ auth, auth_password, priv, priv_password }, context) => {
    const tell = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if ((auth === undefined) !== (auth_password === undefined))
      tell('auth', 'allowed are `auth` and `auth_password` together');
    if ((priv === undefined) !== (priv_password === undefined))
      tell('priv', 'allowed are `priv` and `priv_password` together');
    if (priv !== undefined && auth === undefined) tell('priv', 'allowed is `priv` with `auth` only');
  });
export type TrapUser = z.infer<typeof TrapUser>;

/** How traps and informs are received. */
export const TrapConfig = z.strictObject({
  listen: z
    .string()
    .refine((text) => splitListen(text) !== undefined, {
      error: 'allowed is an address with a port such as "0.0.0.0:162" or "[::]:162"',
    })
    .meta({ allowed: 'address with a port such as `0.0.0.0:162`' })
    .describe('where traps and informs arrive (UDP); without it none are received'),
  communities: z
    .array(z.string().min(1).max(255))
    .optional()
    .describe('those of versions 1 and 2c that are taken; by default all'),
  users: z
    .array(TrapUser)
    .default([])
    .meta({ allowed: 'list of maps with `user`, `auth`, `auth_password`, `priv`, `priv_password`' })
    .describe('those of version 3 that are taken'),
});
export type TrapConfig = z.infer<typeof TrapConfig>;

/** `0.0.0.0:162`, `[::]:162`; undefined for anything else. */
export function splitListen(text: string): { host: string; port: number } | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+)):(\d{1,5})$/i.exec(text) ?? [];
  const port = Number(digits);
  const host = bracketed ?? plain;
  return host === undefined || port > 65_535 ? undefined : { host, port };
}
