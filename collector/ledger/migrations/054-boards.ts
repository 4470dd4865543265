/** Boards that people make: each as one JSON text, with a revision that a change must name. */
export const boards = [
  `CREATE TABLE boards (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL,
    name TEXT NOT NULL,
    revision INTEGER NOT NULL,
    board TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at_ms BIGINT NOT NULL
  )`,
  'CREATE INDEX boards_by_organisation ON boards (organisation, name)',
];
