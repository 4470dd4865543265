import type { ProbeType } from '../probe.ts';
import { apache } from './apache/apache.ts';
import { memcached } from './memcached/memcached.ts';
import { nginx } from './nginx/nginx.ts';
import { prometheus } from './prometheus/prometheus.ts';
import { rabbitmq } from './rabbitmq/rabbitmq.ts';
import { tomcat } from './tomcat/tomcat.ts';

/** Servers between the database and the page. */
export const serviceProbes: readonly ProbeType[] = [nginx, apache, tomcat, rabbitmq, memcached, prometheus];
