import { serviceProbe } from '../service-probe.ts';
import { WeblogicConfig } from './config.ts';

/** WebLogic Server and its domain, by RESTful management. */
export const weblogic = serviceProbe<WeblogicConfig>({
  name: 'weblogic',
  title: { 'zh-CN': 'WebLogic', en: 'WebLogic' },
  config: WeblogicConfig,
  credentials: ['password'],
  subjects: ['weblogic_server', 'middleware', 'middleware_datasource'],
  load: async () => (await import('./read-weblogic.ts')).readWeblogic,
  grants: async ({ user }) => (await import('./grants.ts')).weblogicGrants(user),
});
