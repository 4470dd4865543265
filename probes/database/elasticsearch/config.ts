import * as z from 'zod';
import { httpSettings, passwordSettings, setting } from '../../service/http-settings.ts';

/** How Elasticsearch or OpenSearch is asked. */
export const ElasticsearchConfig = z.strictObject({
  ...httpSettings({ port: 9200 }),
  ...passwordSettings,
  token: setting(
    z.string().min(1).max(8_192).optional(),
    'API key, in place of user and password, as the server prints it under `encoded`',
    'API 密钥（encoded 形式），代替用户和密码',
  ),
});
export type ElasticsearchConfig = z.infer<typeof ElasticsearchConfig>;
