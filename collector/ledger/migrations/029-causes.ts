/** What each alert has taken with it, for ever: `alert` was unknown because of `cause` from `from_ms` on. */
export const causes = [
  `CREATE TABLE alert_consequences (
    cause TEXT NOT NULL,
    alert TEXT NOT NULL,
    relation TEXT NOT NULL,
    from_ms BIGINT NOT NULL,
    PRIMARY KEY (cause, alert)
  )`,
];
