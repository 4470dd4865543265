import * as z from 'zod';
import { duration } from '#config/duration.ts';
import { SELECTOR } from '../../html/selector.ts';
import { whyNoExpression } from '../expression.ts';

const mask = z
  .string()
  .min(1)
  .max(500)
  .superRefine((text, context) => {
    const isExpression = text.startsWith('/');
    const why = isExpression
      ? whyNoExpression(text)
      : SELECTOR.test(text)
        ? undefined
        : 'an element such as #id, .class, tag or tag.class, or an expression such as /…/';
    if (why) context.addIssue({ code: 'custom', message: why });
  });

/** How a page is compared with what it was when somebody last said that it is right. */
export const Fingerprint = z.strictObject({
  of: z
    .enum(['content', 'structure'])
    .default('content')
    .describe(
      '`structure`: only scripts, frames, forms and the hosts that links lead to, for pages with daily news',
    ),
  mask: z
    .array(mask)
    .max(50)
    .default([])
    .meta({ allowed: 'list of `#id`, `.class`, `tag`, `tag.class`, `/expression/`' })
    .describe('what changes by itself and is left out'),
  tolerance_percent: z
    .number()
    .min(0)
    .max(100)
    .default(0)
    .describe(
      'so much may differ; a new script, frame, form or host that a link leads to is never tolerated',
    ),
  accepted: z
    .string()
    .regex(/^[0-9a-f]{12}$/, '12 hexadecimal digits, as the alert tells them')
    .optional()
    .describe('fingerprint of an altered page that is right: it is the accepted one from then on'),
  accept_after: duration({ min: '10m', max: '30d' })
    .optional()
    .meta({ allowed: 'duration from `10m` to `30d`' })
    .describe(
      'an altered page that stays as it is for so long becomes the accepted one; without it only people accept',
    ),
});
export type Fingerprint = z.infer<typeof Fingerprint>;
