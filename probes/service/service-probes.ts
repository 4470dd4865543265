import type { ProbeType } from '../probe.ts';
import { activemq } from './activemq/activemq.ts';
import { apache } from './apache/apache.ts';
import { memcached } from './memcached/memcached.ts';
import { nginx } from './nginx/nginx.ts';
import { prometheus } from './prometheus/prometheus.ts';
import { rabbitmq } from './rabbitmq/rabbitmq.ts';
import { tomcat } from './tomcat/tomcat.ts';
import { tongweb } from './tongweb/tongweb.ts';
import { weblogic } from './weblogic/weblogic.ts';

/** Servers between the database and the page. */
export const serviceProbes: readonly ProbeType[] = [
  nginx,
  apache,
  tomcat,
  tongweb,
  weblogic,
  rabbitmq,
  activemq,
  memcached,
  prometheus,
];
