import { serviceProbe } from '../service-probe.ts';
import { TomcatConfig } from './config.ts';

/** Tomcat, by the status of its manager or by JMX over HTTP. */
export const tomcat = serviceProbe<TomcatConfig>({
  name: 'tomcat',
  title: { 'zh-CN': 'Tomcat', en: 'Tomcat' },
  config: TomcatConfig,
  credentials: ['password'],
  subjects: [
    'tomcat_connector',
    'tomcat_jvm_memory',
    'tomcat_jvm_memorypool',
    'middleware',
    'middleware_datasource',
  ],
  load: async () => (await import('./read-tomcat.ts')).readTomcat,
  grants: async ({ user }) => (await import('./grants.ts')).tomcatGrants(user),
});
