import { AmbiguousSqlError, type Dialect, sqlTokens, type Token } from './sql-tokens.ts';

export type { Dialect } from './sql-tokens.ts';

/** How a statement may begin that only reads. */
const BEGINNINGS = ['select', 'with', 'show', 'values', 'table', 'desc', 'describe'];

/** Words that change or lock something wherever they stand outside of strings and quoted names. */
const WRITING = new Set(
  `update delete merge upsert into outfile dumpfile drop alter create grant revoke call exec execute lock locks nextval
  updlock xlock tablock tablockx holdlock serializable paglock`.split(/\s+/),
);

/** Words that do so, and are harmless as the name of a function: `insert(a, 1, 2, b)`. */
const WRITING_UNLESS_CALLED = new Set(['insert', 'replace', 'truncate']);

/** Transact-SQL needs no semicolon between two statements: these begin another one. */
const SQL_SERVER_STATEMENTS = new Set(
  `set use if while begin print raiserror throw goto return declare deny backup restore shutdown kill dbcc waitfor bulk
  reconfigure commit rollback save checkpoint enable disable open fetch close deallocate add revert setuser writetext
  updatetext readtext`.split(/\s+/),
);

/** Functions that write, lock, wait, end others' work, or run a text as a statement. */
const FUNCTIONS: readonly RegExp[] = [
  // PostgreSQL and its relatives
  /^(?:nextval|setval|set_config|currtid2?|txid_current|pg_current_xact_id|pg_notify|pg_promote|pg_export_snapshot)$/,
  /^pg_(?:sleep|advisory|try_advisory|terminate|cancel|reload|rotate|switch|start_backup|stop_backup|backup)/,
  /^pg_(?:create|drop|copy|logical|replication_origin|replication_slot_advance|wal_replay|xlog_replay|import|write|file)/,
  /^pg_(?:read_file|read_binary_file|stat_reset|stat_statements_reset|log_backend|nextoid|stop_making|extension_config)/,
  /^(?:lo_\w+|loread|lowrite|dblink\w*|query_to_\w+|cursor_to_\w+|ts_stat|crosstab\w*|connectby|sys_(?:sleep|terminate|cancel).*)$/,
  // MySQL and its relatives
  /^(?:sleep|benchmark|get_lock|release_lock|release_all_locks|load_file|master_pos_wait|source_pos_wait|wait_\w+|sys_e\w+)$/,
  // Oracle and Dameng
  /^(?:dbms_\w+|utl_\w+|httpuritype|sp_\w+|sf_set\w*)$/,
  // SQL Server
  /^(?:openrowset|openquery|opendatasource|xp_\w+)$/,
  // DB2
  /^(?:admin_cmd|sysproc)$/,
];

/** Why a statement is not exactly one that only reads, and on which of its lines; undefined when it is. */
export interface NotReadOnly {
  sentence: string;
  line: number;
}

/**
 * Looks at the text of a statement alone. It leaves nothing through that writes by its form; what a function of the
 * user's own does nobody can see from here, which is why sessions are read-only besides.
 */
export function whyNotReadOnly(sql: string, dialect: Dialect): NotReadOnly | undefined {
  let tokens: Token[];
  try {
    tokens = sqlTokens(sql, dialect);
  } catch (error) {
    if (!(error instanceof AmbiguousSqlError)) throw error;
    return at(error.at, error.message);
  }
  while (tokens.at(-1)?.text === ';' && tokens.at(-1)?.kind === 'sign') tokens.pop();

  const first = tokens.find(({ text, kind }) => !(kind === 'sign' && text === '('));
  if (first === undefined) return at(0, 'there is no statement');
  if (first.kind !== 'word' || !BEGINNINGS.includes(first.text))
    return at(
      first.from,
      `begins with ${first.text.slice(0, 40).toUpperCase()}; allowed is a query: SELECT, WITH, SHOW, VALUES`,
    );
  for (const [i, token] of tokens.entries()) {
    const why = whyNot(token, tokens[i - 1], tokens[i + 1]);
    if (why !== undefined) return at(token.from, why);
  }
  return undefined;

  function whyNot(
    { kind, text }: Token,
    before: Token | undefined,
    after: Token | undefined,
  ): string | undefined {
    if (kind === 'sign' && text === ';')
      return 'a second statement stands behind a semicolon; one is allowed';
    if (kind === 'sign' && text === ':' && after?.text === '=') return 'sets a variable';
    if (kind !== 'word' && kind !== 'quoted') return undefined;
    const name = text.toLowerCase();
    const isCalled = after?.kind === 'sign' && (after.text === '(' || after.text === '.');
    if (isCalled && FUNCTIONS.some((pattern) => pattern.test(name)))
      return `${name} is not allowed: it writes, locks, waits or runs a text as a statement`;
    if (kind === 'quoted') return undefined;
    const isLocking = before?.text === 'for' && ['update', 'share', 'no', 'key'].includes(name);
    if (isLocking || (name === 'value' && before?.text === 'next')) return 'locks or changes what it reads';
    // A column of that name: `t.comment`.
    const isColumn = before?.kind === 'sign' && before.text === '.' && name !== 'nextval';
    const isWriting =
      WRITING.has(name) ||
      WRITING_UNLESS_CALLED.has(name) ||
      (dialect === 'sqlserver' && SQL_SERVER_STATEMENTS.has(name));
    const isHarmless = isColumn || (WRITING_UNLESS_CALLED.has(name) && after?.text === '(');
    if (isWriting && !isHarmless)
      return `${name.toUpperCase()} is not allowed: the statement may only read; quote it where it is a name`;
    return undefined;
  }

  function at(offset: number, sentence: string): NotReadOnly {
    return { sentence, line: sql.slice(0, offset).split('\n').length };
  }
}

/** The dialect of a make; those that are not SQL have no statements. */
export function dialectOf(make: string): Dialect {
  const dialects: readonly string[] = ['postgres', 'mysql', 'oracle', 'sqlserver', 'db2', 'dameng'];
  if (!dialects.includes(make)) throw new Error(`nobody knows the dialect of ${make}`);
  return make as Dialect;
}
