import type { ProbeType } from '../probe.ts';
import { dameng } from './dameng/dameng.ts';
import { db2 } from './db2/db2.ts';
import { elasticsearch } from './elasticsearch/elasticsearch.ts';
import { mysql } from './mysql/mysql.ts';
import { oracle } from './oracle/oracle.ts';
import { postgres } from './postgres/postgres.ts';
import { redis } from './redis/redis.ts';
import { sql } from './sql/sql.ts';
import { sqlserver } from './sqlserver/sqlserver.ts';

/** Databases, and what a statement of your own asks of one. */
export const databaseProbes: readonly ProbeType[] = [
  postgres as ProbeType,
  mysql as ProbeType,
  oracle as ProbeType,
  sqlserver as ProbeType,
  db2 as ProbeType,
  dameng as ProbeType,
  redis as ProbeType,
  elasticsearch as ProbeType,
  sql as ProbeType,
];
