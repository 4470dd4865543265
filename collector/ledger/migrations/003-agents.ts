/** Agents, the one-time tokens they enrol with, and the targets beside its own that an agent may write. */
export const agents = [
  `CREATE TABLE agents (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES organisations (id),
    target TEXT NOT NULL REFERENCES targets (id),
    hostname TEXT NOT NULL,
    machine TEXT NOT NULL,
    key_hash TEXT NOT NULL UNIQUE,
    enrolled_at_ms BIGINT NOT NULL,
    enrolled_from TEXT NOT NULL,
    withdrawn_at_ms BIGINT
  )`,
  'CREATE INDEX agents_by_organisation ON agents (organisation)',
  'CREATE INDEX agents_by_target ON agents (target)',
  `CREATE TABLE agent_targets (
    agent TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    target TEXT NOT NULL REFERENCES targets (id) ON DELETE CASCADE,
    PRIMARY KEY (agent, target)
  )`,
  `CREATE TABLE enrol_tokens (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES organisations (id) ON DELETE CASCADE,
    token_hash TEXT NOT NULL UNIQUE,
    comment TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    used_at_ms BIGINT,
    used_by_agent TEXT
  )`,
];
