/** What one may do; every route names the one it needs. */
export const PERMISSIONS = [
  'targets.read',
  'targets.write',
  /** The configuration of devices: their secrets are masked, and yet it says how everything is protected. */
  'configs.read',
  /** Names of credentials, to choose one: whoever may have something asked needs no more. */
  'credentials.read',
  /** Making, changing and removing credentials. No permission shows a secret again. */
  'credentials.write',
  /** Sweeping a range of addresses: it knocks at doors of machines that nobody has named. */
  'discoveries.write',
  'alerts.read',
  /** Working with alerts: acknowledge, comment, assign, close. */
  'alerts.acknowledge',
  /** Silences and planned work: nobody is called for what they name. */
  'silences.write',
  /** Boards that people make for themselves and others. */
  'boards.write',
  'rules.read',
  'rules.write',
  'channels.read',
  'channels.write',
  /** Contacts, teams and routes: who is told of what. */
  'contacts.read',
  'contacts.write',
  'agents.read',
  'agents.write',
  'organisations.read',
  'organisations.write',
  'people.read',
  'people.write',
  'audit.read',
  /** How the collector itself is: store, losses, backups. */
  'system.read',
  /** Having it backed up, and a backup tested. */
  'system.write',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const viewer: readonly Permission[] = [
  'targets.read',
  'alerts.read',
  'rules.read',
  'agents.read',
  'organisations.read',
];
const operator: readonly Permission[] = [
  ...viewer,
  'targets.write',
  'configs.read',
  'credentials.read',
  'alerts.acknowledge',
  'silences.write',
  'boards.write',
  'rules.write',
  'channels.read',
  'contacts.read',
  'system.read',
];
const systemAdministrator: readonly Permission[] = [
  ...operator,
  'credentials.write',
  'discoveries.write',
  'channels.write',
  'contacts.write',
  'agents.write',
  'organisations.write',
  'system.write',
];

/**
 * The one place that says what a role may do. Where the three administrations are separate people, a site gives
 * out the last three and leaves `administrator`, which unites them, to nobody.
 */
export const ROLES = {
  viewer,
  operator,
  administrator: PERMISSIONS,
  system_administrator: systemAdministrator,
  security_administrator: ['organisations.read', 'people.read', 'people.write'],
  auditor: ['organisations.read', 'people.read', 'audit.read', 'system.read'],
} as const satisfies Record<string, readonly Permission[]>;
export type Role = keyof typeof ROLES;

/** What the token of a wall may do beside, in the organisation that it shows: looking, and nothing else. */
const wall: readonly Permission[] = ['targets.read', 'alerts.read', 'rules.read', 'organisations.read'];

/** Roles of people, and the one that no person can be given. */
export type CallerRole = Role | 'wall';

/** Names of all roles, in the order in which they are offered. */
export const ROLE_NAMES = Object.keys(ROLES) as [Role, ...Role[]];

/** True when the role holds the permission. */
export function allows(role: CallerRole, permission: Permission): boolean {
  const held: readonly Permission[] = role === 'wall' ? wall : ROLES[role];
  return held.includes(permission);
}
