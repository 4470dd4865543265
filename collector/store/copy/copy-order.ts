import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { parseSide, SIDE_FORMS, type SideAddress, sideName } from './side-address.ts';

const side = z.string().transform((text, context): SideAddress => {
  const found = parseSide(text);
  if (found) return found;
  context.addIssue({
    code: 'custom',
    message: `"${text}" is no address of a store; allowed is ${SIDE_FORMS}`,
  });
  return z.NEVER;
});

/** What a copy or a comparison is asked to do; it is handed on as JSON. */
export const CopyOrder = z.strictObject({
  from: side,
  to: side,
  /** UTC ms; only whole days. */
  fromMs: z.int().min(0),
  toMs: z.int(),
  targets: z.array(z.string().min(1)).optional(),
  /** Of the time of a collector that is in use. */
  share: z.number().min(0.01).max(1),
  does: z.enum(['copy', 'compare', 'plan']),
});
export type CopyOrder = z.output<typeof CopyOrder>;
export type WrittenCopyOrder = z.input<typeof CopyOrder>;

/** Reads an order; throws one sentence about the first mistake. */
export function readCopyOrder(body: unknown): CopyOrder {
  const read = CopyOrder.safeParse(body);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Error(issue?.code === 'custom' ? issue.message : `${issue?.path.join('.')}: ${issue?.message}`);
}

/** Where the state of a copy is: the same sides go on with the same one, whatever days and targets are asked for. */
export function copyFolder(dataDir: string, { from, to }: Pick<CopyOrder, 'from' | 'to'>): string {
  const name = `${sideName(from)}\n${sideName(to)}`;
  return join(dataDir, 'copies', createHash('sha256').update(name).digest('hex').slice(0, 12));
}
