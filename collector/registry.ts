import type { Registry } from './api/parts.ts';
import { Audit } from './audit/audit.ts';
import { makeRefusals } from './audit/refusals.ts';
import { boardsIn } from './boards/boards.ts';
import { configsIn } from './configs/configs.ts';
import { openContactBook, routesOfGroup } from './contacts/contact-book.ts';
import { discoveriesIn } from './discovery/discoveries.ts';
import { evidenceIn } from './evidence/evidence.ts';
import { namesOfGroups } from './groups/group-uses.ts';
import { Groups } from './groups/groups.ts';
import { agentsIn } from './inventory/agents.ts';
import { assignmentsIn } from './inventory/assignments.ts';
import { recognisedIn } from './inventory/recognised.ts';
import { recordsIn } from './inventory/records.ts';
import { Targets } from './inventory/targets.ts';
import { textChangesIn } from './inventory/text-changes.ts';
import { Calendars } from './jobs/calendars.ts';
import { Jobs } from './jobs/jobs.ts';
import type { Sql } from './ledger/sql.ts';
import { enrolment } from './people/enrolment.ts';
import { organisationsIn } from './people/organisations.ts';
import { type PasswordCost, Passwords } from './people/password.ts';
import { personsIn } from './people/persons.ts';
import { pushKeys } from './people/push-keys.ts';
import type { Seal } from './people/seal.ts';
import { Senders } from './people/senders.ts';
import { type SessionLimits, Sessions } from './people/sessions.ts';
import { makeSignIn } from './people/sign-in.ts';
import { SignInGuard } from './people/sign-in-guard.ts';
import { visibleTargets } from './people/visible-targets.ts';
import { credentialsIn } from './polling/credentials.ts';
import { pollsIn } from './polling/polls.ts';
import { callersOf } from './walls/callers.ts';
import { Walls } from './walls/walls.ts';

export interface RegistryOptions {
  sql: Sql;
  seal: Seal;
  nowMs(): number;
  /** Whether the intake has an agent's connection open. */
  isConnected(agent: string): boolean;
  sessionLimits?: SessionLimits;
  targetsPerOrganisation?: number;
  /** Versions of its configuration that are kept of each target. */
  configVersions?: number;
  passwordCost?: PasswordCost;
}

/** People, keys, audit and inventory of a migrated ledger, ready to be asked. */
export async function openRegistry(options: RegistryOptions): Promise<Registry> {
  const { sql, seal, nowMs, isConnected } = options;
  const audit = new Audit(sql, seal.derive('audit'), nowMs);
  const refusals = makeRefusals(audit, nowMs);
  const organisations = organisationsIn(sql, nowMs);
  const persons = personsIn(sql, nowMs);
  const passwords = new Passwords(options.passwordCost);
  const sessions = new Sessions(sql, persons, nowMs, options.sessionLimits);
  const guard = new SignInGuard();
  const walls = await Walls.open({ sql, audit, nowMs });
  const targets = await Targets.open(sql, nowMs);
  const senders = await Senders.open(sql, targets, options.targetsPerOrganisation);
  const configs = configsIn(sql, options.configVersions);
  const evidence = evidenceIn(sql);
  const jobs = await Jobs.open({ sql, targets, audit, nowMs });
  const texts = textChangesIn({ sql, evidence, nowMs });
  const groups = await Groups.open({ sql, audit, targets });
  groups.onUsesAsked(namesOfGroups(sql));
  const contactBook = await openContactBook({ sql, audit, nowMs });
  groups.onUsesAsked(async (id) => routesOfGroup(contactBook, id));
  return {
    sql,
    organisations,
    persons,
    passwords,
    sessions,
    guard,
    walls,
    callers: callersOf(sessions, walls),
    signIn: makeSignIn({ persons, passwords, sessions, guard, audit, refusals, nowMs }),
    audit,
    refusals,
    targets,
    groups,
    visible: visibleTargets(targets),
    senders,
    enrolment: enrolment({ sql, targets, senders, audit, refusals, nowMs, isConnected }),
    pushKeys: pushKeys({ sql, senders, audit, nowMs }),
    assignments: assignmentsIn(sql, nowMs),
    agents: agentsIn({ sql, senders, audit, nowMs }),
    texts,
    records: recordsIn(sql, {
      texts,
      configs,
      evidence,
      jobs,
      recognise: recognisedIn({ targets, audit }),
      learn: (target) => targets.learn(target),
    }),
    configs,
    evidence,
    jobs,
    calendars: await Calendars.open({ sql, audit }),
    boards: boardsIn(sql, audit, nowMs),
    credentials: credentialsIn({ sql, seal, audit, nowMs }),
    polls: pollsIn({ sql, audit, nowMs }),
    discoveries: discoveriesIn({ sql, audit, nowMs }),
    contactBook,
  };
}
