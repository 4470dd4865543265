/* What the API answers about who is told: channels, contacts, teams, routes and drills. */
import type { ChannelKind } from '#protocol/channel-catalogue.ts';
import type { Contact, Route, Team } from '#protocol/contact.ts';
import type { Drill, DrillPlan } from '#protocol/drill.ts';
import type { TargetGroup } from '#protocol/group.ts';
import type { Paged } from './shapes.ts';

interface Changed {
  changedBy: string;
  changedAtMs: number;
}

export type ContactEntry = Contact & Changed;
export interface ContactsAnswer {
  contacts: ContactEntry[];
}
export type TeamEntry = Team & Changed;
export interface TeamsAnswer {
  teams: TeamEntry[];
}
/** In the order in which they are read. */
export type RouteEntry = Route & Changed;
export interface RoutesAnswer {
  routes: RouteEntry[];
}
export interface GroupsAnswer extends Paged {
  groups: { group: TargetGroup; count: number }[];
}

/** A channel without its secrets, which are named in `sealed`. */
export interface ChannelEntry extends Changed {
  name: string;
  kind: string;
  organisation: string;
  enabled: boolean;
  /** Told when neither a route nor the rule names somebody. */
  isDefault: boolean;
  fallback: string | null;
  fallbackAfterMs: number;
  callsPerMinute: number;
  config: Record<string, unknown>;
  sealed: string[];
}
export interface ChannelsAnswer {
  channels: ChannelEntry[];
}
export interface ChannelKindsAnswer {
  kinds: ChannelKind[];
}
/** `pages-address`: where links in messages lead; empty: they have none. */
export interface PagesAddressAnswer {
  url: string;
  /** Only the configuration of the collector can change it. */
  isByFile: boolean;
}
/** `POST channels/<name>/test`. */
export interface TestAnswer {
  delivered: boolean;
  retryable: boolean;
  reason: string;
}
/** `POST channels/preview`. */
export interface PreviewAnswer {
  title: string;
  text: string;
  form: 'text' | 'markdown' | 'html' | 'json';
  size: { used: number; most: number | null; unit: 'bytes' | 'characters' | 'segments' };
  leftOut: number;
}

/** Who would be told by a channel; an empty recipient: whom the channel itself names. */
export interface Somebody {
  channel: string;
  recipient: string;
  name: string;
}
/** `POST routes/preview`. */
export interface RoutesPreview {
  organisation: string;
  routes: {
    id: string;
    name: string;
    verdict: 'decides' | 'goes_on' | 'disabled' | 'no_match' | 'off_hours' | 'not_reached';
  }[];
  byRoutes: boolean;
  overridden: boolean;
  told: Somebody[];
  notTold: (Somebody & { code: string; params: Record<string, string> })[];
  heldUntilMs: number | null;
}

export interface DrillsAnswer extends Paged {
  drills: Drill[];
}
/** `GET drill-plans/<organisation>`. */
export interface DrillPlanAnswer {
  organisation: string;
  plan: DrillPlan;
  nextAtMs: number | null;
}
