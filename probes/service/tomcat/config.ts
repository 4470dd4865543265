import * as z from 'zod';
import { httpSettings, passwordSettings, pathSetting, setting } from '../http-settings.ts';

/** How Tomcat is asked. */
export const TomcatConfig = z.strictObject({
  ...httpSettings({ port: 8080 }),
  ...passwordSettings,
  interface: setting(
    z.enum(['auto', 'manager', 'jolokia']).default('auto'),
    'status of the manager, or JMX over HTTP by Jolokia, which tells sessions and data sources too; `auto`: the manager, and Jolokia where there is none',
    '管理器状态页，或通过 Jolokia 的 JMX（可读会话与数据源）；auto：先管理器，没有时用 Jolokia',
  ),
  manager_path: pathSetting('/manager', 'where the manager application is', '管理器应用的路径'),
  jolokia_path: pathSetting('/jolokia', 'where Jolokia is', 'Jolokia 的路径'),
  domain: setting(
    z.enum(['Catalina', 'Tomcat']).default('Catalina'),
    'domain of its beans: `Tomcat` where it is embedded in an application',
    'JMX 域名：内嵌在应用中时为 Tomcat',
  ),
});
export type TomcatConfig = z.infer<typeof TomcatConfig>;
