/**
 * The zone whose targets an agent may be given, secrets included, as people have said it: `*` for any, null for none.
 * Whoever enrolled with a token of the collector itself is the agent beside it.
 */
export const agentZones = [
  'ALTER TABLE enrol_tokens ADD COLUMN zone TEXT',
  'ALTER TABLE agents ADD COLUMN allowed_zone TEXT',
  `UPDATE agents SET allowed_zone = '*'
   WHERE id IN (SELECT used_by_agent FROM enrol_tokens WHERE created_by = 'collector')`,
];
