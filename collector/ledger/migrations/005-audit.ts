/** The audit chain: each entry's hash covers its content and the hash of the one before. Numbers have no gaps. */
export const audit = [
  `CREATE TABLE audit (
    number BIGINT PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    organisation TEXT,
    who TEXT NOT NULL,
    address TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    outcome TEXT NOT NULL,
    before_json TEXT,
    after_json TEXT,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
  )`,
  'CREATE INDEX audit_by_organisation ON audit (organisation, number)',
];
