import { serviceProbe } from '../service-probe.ts';
import { TongwebConfig } from './config.ts';

/** TongWeb, by the REST interface of its console or by JMX over HTTP; it tells of its channels what Tomcat tells of its connectors. */
export const tongweb = serviceProbe<TongwebConfig>({
  name: 'tongweb',
  title: { 'zh-CN': '东方通 TongWeb', en: 'TongWeb' },
  config: TongwebConfig,
  credentials: ['password'],
  subjects: ['tomcat_connector', 'tongweb', 'middleware', 'middleware_datasource'],
  load: async () => (await import('./read-tongweb.ts')).readTongweb,
});
