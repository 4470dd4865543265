import * as z from 'zod';
import { httpSettings, passwordSettings, pathSetting, setting } from '../http-settings.ts';

/** How TongWeb is asked. */
export const TongwebConfig = z.strictObject({
  ...httpSettings({ port: 9060 }),
  ...passwordSettings,
  interface: setting(
    z.enum(['rest', 'jolokia']).default('rest'),
    'the REST interface of its console (TongWeb 7), or JMX over HTTP where Jolokia is deployed, which tells sessions, data sources and hung threads too',
    '控制台 REST 接口（TongWeb 7），或部署了 Jolokia 时的 JMX（还可读会话、数据源、挂起线程）',
  ),
  rest_path: pathSetting(
    '/console/rest/api',
    'where the REST interface of the console is',
    '控制台 REST 接口路径',
  ),
  jolokia_path: pathSetting('/jolokia', 'where Jolokia is', 'Jolokia 的路径'),
  domain: setting(
    z.enum(['TONGWEB', 'TWNT']).default('TONGWEB'),
    'domain of its beans: `TWNT` in TongWeb 6',
    'JMX 域名：TongWeb 6 为 TWNT',
  ),
});
export type TongwebConfig = z.infer<typeof TongwebConfig>;
