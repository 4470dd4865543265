import { serviceProbe } from '../service-probe.ts';
import { NginxConfig } from './config.ts';

/** nginx and its relatives, by the page of `stub_status`. */
export const nginx = serviceProbe<NginxConfig>({
  name: 'nginx',
  title: { 'zh-CN': 'nginx', en: 'nginx' },
  config: NginxConfig,
  credentials: ['password'],
  subjects: ['nginx', 'middleware'],
  load: async () => (await import('./read-nginx.ts')).readNginx,
  grants: async () => (await import('./grants.ts')).nginxGrants(),
});
