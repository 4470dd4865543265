import type { Audit } from '#collector/audit/audit.ts';
import type { AgentIdentity } from '#collector/intake/identity.ts';
import { type Agents, servesZone } from '#collector/inventory/agents.ts';
import type { Target, Targets } from '#collector/inventory/targets.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import type { Senders } from '#collector/people/senders.ts';
import type { Claim, Claimed, Hello } from '#protocol/session.ts';
import { zoneOf } from './distribute.ts';

export interface ClaimsOptions {
  sql: Sql;
  targets: Targets;
  senders: Pick<Senders, 'grant'>;
  agents: Pick<Agents, 'get'>;
  audit: Audit;
  targetsPerOrganisation: number;
  onFault(what: string, error: Error): void;
}

type Wanted = Claim['targets'][number];

const NO_ZONE = 'an agent without a zone asks nothing: write one into its file';

/**
 * Targets of an agent's own file: made at the first claim, the same ones from then on. A name that stands for
 * something else in the zone is refused, so that no agent gets hold of series that are not its own. Undefined when the
 * ledger fails: then nothing is known, and nothing is refused.
 */
export function claimsOf(options: ClaimsOptions) {
  const { sql, targets, senders, agents, audit, targetsPerOrganisation, onFault } = options;
  return async (
    identity: AgentIdentity,
    hello: Hello,
    { targets: wanted }: Claim,
  ): Promise<Claimed | undefined> => {
    const { zone } = hello;
    if (zone === undefined) return { type: 'claimed', targets: [], refused: refuseAll(wanted, NO_ZONE) };
    try {
      const agent = await agents.get(identity.agent);
      if (!agent || !servesZone({ ...agent, zone }))
        return { type: 'claimed', targets: [], refused: refuseAll(wanted, notAllowed(zone)) };
      const { found, refused } = await take(identity, zone, wanted);
      await senders.grant(
        identity.agent,
        found.map(({ id }) => id),
      );
      return { type: 'claimed', targets: found.map(({ id, name }) => ({ id, name })), refused };
    } catch (error) {
      onFault('claim', error as Error);
      // To refuse would take from the agent what it has been given before.
      return undefined;
    }
  };

  async function take(
    identity: AgentIdentity,
    zone: string,
    wanted: readonly Wanted[],
  ): Promise<{ found: Target[]; refused: Claimed['refused'] }> {
    const { organisation } = identity;
    const known = namesIn(organisation, zone);
    const refused: Claimed['refused'] = [];
    const found = await sql.transaction(async () => {
      const machines = await idsOf('SELECT target FROM agents WHERE organisation = ?', organisation);
      const asked = await idsOf(
        `SELECT agent_targets.target AS target FROM agent_targets
         JOIN agents ON agents.id = agent_targets.agent WHERE agents.organisation = ?`,
        organisation,
      );
      // Secrets go to the address of such a target: no agent says where that is.
      const kept = await idsOf(
        'SELECT target FROM polls JOIN targets ON targets.id = polls.target WHERE targets.organisation = ?',
        organisation,
      );
      const taken = new Map<string, Target>();
      let made = 0;
      for (const one of wanted) {
        const same = known.get(one.name);
        if (taken.has(one.name)) continue;
        const why = same ? whyNot(one, same) : whyNoMore(organisation, made);
        if (why !== undefined) refused.push({ name: one.name, why });
        else if (same) taken.set(one.name, await moved(same, one.address));
        else {
          taken.set(one.name, await make(identity, zone, one));
          made++;
        }
      }
      return [...taken.values()];

      function whyNot({ address }: Wanted, { id, kind, address: before }: Target): string | undefined {
        if (machines.has(id) || kind === 'collector')
          return 'in this zone the name stands for a machine with an agent of its own: choose another';
        if (address === before || (asked.has(id) && !kept.has(id))) return undefined;
        return `in this zone the name stands for something at ${before || 'no address'}: choose another`;
      }
    });
    for (const target of found) if (targets.get(target.id) !== target) targets.learn(target);
    return { found, refused };
  }

  /** The oldest target of each name. */
  function namesIn(organisation: string, zone: string): Map<string, Target> {
    const found = new Map<string, Target>();
    for (const id of targets.idsIn({ everywhere: false, organisations: [organisation] })) {
      const target = targets.get(id) as Target;
      if (zoneOf(target.zone) !== zone) continue;
      const other = found.get(target.name);
      if (!other || other.createdAtMs > target.createdAtMs) found.set(target.name, target);
    }
    return found;
  }

  function whyNoMore(organisation: string, more: number): string | undefined {
    const there = targets.idsIn({ everywhere: false, organisations: [organisation] }).size + more;
    if (there < targetsPerOrganisation) return undefined;
    return `the organisation already has ${there} targets, ${targetsPerOrganisation} are allowed`;
  }

  async function idsOf(text: string, organisation: string): Promise<Set<string>> {
    const rows = await sql.all<{ target: string }>(text, organisation);
    return new Set(rows.map(({ target }) => target));
  }

  async function moved(target: Target, address: string): Promise<Target> {
    return target.address === address ? target : targets.update(target, { address });
  }

  async function make({ agent, organisation }: AgentIdentity, zone: string, one: Wanted): Promise<Target> {
    const { name, kind, address } = one;
    const made = await targets.insert({ organisation, kind, name, host: name, address, zone });
    await audit.write(
      { who: `agent:${agent}`, address: '' },
      { action: 'target.create', object: `target:${made.id}`, organisation, after: made },
    );
    return made;
  }
}

function notAllowed(zone: string): string {
  return `nobody has said that this agent may ask in the zone ${zone}: allow it on the page Agents`;
}

function refuseAll(wanted: readonly Wanted[], why: string): Claimed['refused'] {
  return wanted.map(({ name }) => ({ name, why }));
}
