import * as z from 'zod';
import { templateFault } from './template.ts';

const template = z
  .string()
  .max(4_000)
  .superRefine((text, context) => {
    const fault = templateFault(text);
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
  });

const Words = z.strictObject({
  /** Of a message about one event; empty: Ward's own. A message about several counts them, whatever stands here. */
  title: template.max(200).default(''),
  /** Of each event; empty: Ward's own. */
  body: template.default(''),
});

/** The words of a site, by language; a language that is left out keeps Ward's own. */
export const Templates = z.strictObject({ 'zh-CN': Words.optional(), en: Words.optional() });
export type Templates = z.infer<typeof Templates>;

/** The field of a configuration for them. */
export const templateFields = {
  templates: Templates.default({})
    .describe(
      'own title and body by language, with names such as {{target}} {{rule}} {{value}} {{limit}} {{label.path}}',
    )
    .meta({
      'zh-CN': '自定义标题与正文，按语言；可用 {{target}} {{rule}} {{value}} {{limit}} {{label.path}} 等',
      example:
        "zh-CN:\n  title: '[{{severity}}] {{target}} {{rule}}'\n  body: '{{target}} {{rule}}：{{value}}，{{since}}'\n",
    }),
};
