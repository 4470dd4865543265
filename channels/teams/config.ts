import * as z from 'zod';
import { httpFields, httpUrl } from '../http-config.ts';
import { templateFields } from '../template-config.ts';

/** What a person enters for a channel or chat of Teams. */
export const TeamsConfig = z.strictObject({
  url: httpUrl
    .describe(
      'address of a workflow that begins with “When a Teams webhook request is received”, open to anyone',
    )
    .meta({
      'zh-CN': '以“收到 Teams webhook 请求时”开头的工作流地址，触发者须为任何人',
      example: 'https://prod-00.westus.logic.azure.com/workflows/0123/triggers/manual/paths/invoke?sig=abc',
    }),
  ...httpFields,
  ...templateFields,
});
export type TeamsConfig = z.infer<typeof TeamsConfig>;
