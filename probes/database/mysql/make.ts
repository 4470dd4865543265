import type { DatabaseMake } from '../make.ts';
import type { MysqlConfig } from './config.ts';
import { openMysql } from './open-session.ts';
import { mysqlShapes } from './shapes.ts';

/** How MySQL and its relatives are opened. */
export const mysqlMake: DatabaseMake<MysqlConfig> = {
  name: 'mysql',
  products: ['mysql', 'mariadb', 'tidb', 'oceanbase'],
  open: openMysql,
  account: `CREATE USER IF NOT EXISTS '{user}'@'%' IDENTIFIED BY 'CHANGE-THIS' WITH MAX_USER_CONNECTIONS 5;`,
  shapes: mysqlShapes,
};
