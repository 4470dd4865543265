/** Organisations, persons, which role a person has in which organisation (`*`: in all of them), and who is signed in. */
export const people = [
  `CREATE TABLE organisations (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    zone TEXT NOT NULL,
    language TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL
  )`,
  `CREATE TABLE persons (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    language TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    password_changed_at_ms BIGINT NOT NULL,
    must_change_password INTEGER NOT NULL,
    disabled_at_ms BIGINT,
    created_at_ms BIGINT NOT NULL
  )`,
  `CREATE TABLE memberships (
    person TEXT NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
    organisation TEXT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (person, organisation, role)
  )`,
  'CREATE INDEX memberships_by_organisation ON memberships (organisation)',
  `CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
    created_at_ms BIGINT NOT NULL,
    seen_at_ms BIGINT NOT NULL,
    address TEXT NOT NULL
  )`,
  'CREATE INDEX sessions_by_person ON sessions (person)',
];
