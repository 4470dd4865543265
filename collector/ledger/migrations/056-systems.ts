/** Groups that people use as one thing: 1 where the overview shows them first. */
export const systems = ['ALTER TABLE target_groups ADD COLUMN is_system INTEGER NOT NULL DEFAULT 0'];
