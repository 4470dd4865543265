/**
 * Units of a rack that a target fills; and plans of rooms as people have corrected them: `plan` is JSON, one room of an
 * organisation by its name. A room without a row is drawn from what stands in it.
 */
export const rooms = [
  'ALTER TABLE targets ADD COLUMN rack_unit INTEGER NOT NULL DEFAULT 0',
  'ALTER TABLE targets ADD COLUMN rack_units INTEGER NOT NULL DEFAULT 0',
  `CREATE TABLE room_plans (
    organisation TEXT NOT NULL REFERENCES organisations (id),
    room TEXT NOT NULL,
    revision INTEGER NOT NULL,
    plan TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    PRIMARY KEY (organisation, room)
  )`,
];
