import { sqlTokens } from '../sql-tokens.ts';

/** A statement for servers whose catalogue begins with `sys_` where that of PostgreSQL begins with `pg_`. */
export function withSysNames(sql: string): string {
  let renamed = '';
  let at = 0;
  for (const { kind, text, from, to } of sqlTokens(sql, 'postgres')) {
    const isName = kind === 'word' || kind === 'quoted' || kind === 'string';
    const piece = sql.slice(from, to);
    renamed += sql.slice(at, from) + (isName && /^pg_/.test(text) ? piece.replace('pg_', 'sys_') : piece);
    at = to;
  }
  return renamed + sql.slice(at);
}
