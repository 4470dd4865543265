/**
 * Jobs: what is expected of each (a target of kind `job`), its runs and its windows, both bounded, and what became of
 * the windows that are no longer kept, by day and outcome. `definition` is JSON; `used_at_ms` is null before the first
 * success; `judged_since_ms` is the `since_ms` of the job when the window was settled. `day` counts from 1970 in the zone of the job. The days of an organisation's own calendar are text.
 */
export const jobs = [
  `CREATE TABLE jobs (
    target TEXT PRIMARY KEY,
    definition TEXT NOT NULL,
    token_hash TEXT,
    token_made_at_ms BIGINT,
    since_ms BIGINT NOT NULL,
    paused_at_ms BIGINT,
    pause_reason TEXT NOT NULL,
    state TEXT NOT NULL,
    state_since_ms BIGINT NOT NULL,
    taken_position BIGINT NOT NULL,
    runs BIGINT NOT NULL,
    successes BIGINT NOT NULL,
    failures BIGINT NOT NULL
  )`,
  'CREATE UNIQUE INDEX jobs_by_token ON jobs (token_hash)',
  `CREATE TABLE job_runs (
    target TEXT NOT NULL,
    number BIGINT NOT NULL,
    run TEXT NOT NULL,
    started_at_ms BIGINT,
    ended_at_ms BIGINT,
    outcome TEXT NOT NULL,
    shortfall TEXT,
    found DOUBLE PRECISION,
    least DOUBLE PRECISION,
    duration_ms DOUBLE PRECISION,
    exit_code BIGINT,
    bytes DOUBLE PRECISION,
    files DOUBLE PRECISION,
    count DOUBLE PRECISION,
    output TEXT NOT NULL,
    note TEXT NOT NULL,
    told_by TEXT NOT NULL,
    PRIMARY KEY (target, number)
  )`,
  'CREATE INDEX job_runs_by_end ON job_runs (target, ended_at_ms)',
  'CREATE INDEX job_runs_by_name ON job_runs (target, run, number)',
  `CREATE TABLE job_windows (
    target TEXT NOT NULL,
    due_at_ms BIGINT NOT NULL,
    start_at_ms BIGINT NOT NULL,
    opens_at_ms BIGINT NOT NULL,
    late_at_ms BIGINT NOT NULL,
    closes_at_ms BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    met_at_ms BIGINT,
    used_at_ms BIGINT,
    unmet_since_ms BIGINT,
    judged_since_ms BIGINT NOT NULL,
    PRIMARY KEY (target, due_at_ms)
  )`,
  `CREATE TABLE job_days (
    target TEXT NOT NULL,
    day BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    windows BIGINT NOT NULL,
    PRIMARY KEY (target, day, outcome)
  )`,
  `CREATE TABLE calendar_days (
    organisation TEXT NOT NULL,
    day TEXT NOT NULL,
    working INTEGER NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (organisation, day)
  )`,
];
