import type { IncomingMessage } from 'node:http';
import type { Alert, AlertEvent } from '#protocol/alert.ts';
import { answerAboutAdmin } from './fake-admin.ts';
import { answerAboutAgents } from './fake-agents.ts';
import { answerAboutAlerts } from './fake-alert-calls.ts';
import { answerAboutBoards } from './fake-boards.ts';
import { answerAboutChannels } from './fake-channels.ts';
import { answerAboutContacts } from './fake-contacts.ts';
import { answerAboutDevices, pollsOf } from './fake-devices.ts';
import { answerAboutExplore } from './fake-explore.ts';
import type { FakeMachine } from './fake-fleet.ts';
import { answerAboutHistory } from './fake-history.ts';
import { answerAboutInside } from './fake-inside.ts';
import { answerAboutJobs } from './fake-jobs.ts';
import { answerAboutMap } from './fake-map.ts';
import { answerAboutMarks } from './fake-marks.ts';
import { fakeChanges, fakeFleetAnswer } from './fake-overview.ts';
import { answerAboutPeople, ORGANISATIONS, signIn } from './fake-people.ts';
import { answerAboutRooms, fakePlaceOf } from './fake-rooms.ts';
import { answerAboutServices } from './fake-services.ts';
import { answerAboutSilences } from './fake-silences.ts';
import { answerAboutSystem } from './fake-system.ts';
import { answerAboutTarget } from './fake-target.ts';
import { answerAboutTrials } from './fake-trials.ts';
import { answerAboutWalls } from './fake-wall.ts';

export interface FakeWorld {
  fleet: FakeMachine[];
  active: Map<string, Alert>;
  history: Alert[];
  tell(event: AlertEvent): void;
}

/** An answer; `cookie` signs in or, empty, out. */
export interface Answer {
  status?: number;
  body?: unknown;
  cookie?: string;
}

/** Every route of the pretended collector: each subject answers what it knows, in this order. */
export function fakeApi(world: FakeWorld) {
  return function answer(
    request: IncomingMessage,
    url: URL,
    body: Record<string, unknown>,
    who: string | undefined,
  ): Answer {
    const path = url.pathname.replace('/api/v1/', '');
    const [kind, id, verb, part, last] = path.split('/').map(decodeURIComponent);
    const call = `${request.method} ${kind}`;
    const search = url.searchParams;
    if (call === 'POST session') return signIn(String(body.name), String(body.password));
    if (!who)
      return { status: 401, body: { status: 401, code: 'no_session', message: 'sign in', details: {} } };
    const standing = [...world.active.values(), ...world.history];
    return (
      answerAboutSilences(call, [id, verb], body, search) ??
      answerAboutMap(call, [id], body) ??
      answerAboutSystem(call, [id]) ??
      answerAboutAdmin(call, [id]) ??
      answerAboutTrials(call, [id, verb], body) ??
      answerAboutBoards(call, [id, verb], body) ??
      answerAboutExplore(call, [id], body, search, world.fleet) ??
      answerAboutContacts(call, [id, verb], body) ??
      answerAboutMarks(call, [id, verb], search, standing) ??
      answerAboutTarget(call, [id, verb, part, last]) ??
      answerAboutInside(call, [id, verb], search, world.fleet) ??
      answerAboutDevices(world.fleet, call, [id, verb, part], body) ??
      answerAboutRooms(call, [id, verb], body, world.fleet) ??
      answerAboutServices(call, [id], search) ??
      answerAboutJobs(call, [id, verb], body, search) ??
      answerAboutWalls(call, [id, verb], body, world) ??
      answerAboutPeople(call, body, who) ??
      answerAboutAlerts(call, [id, verb], body, search, world, who) ??
      answerAboutHistory(call, body, search, world.fleet) ??
      answerAboutAgents(call, [id], world.fleet) ??
      answerAboutChannels(call, [id], body) ??
      answerAboutFleet(
        call,
        [id, verb],
        search,
        (ask) => answer(request, new URL(`/api/v1/${ask}`, url), {}, who).body,
      ) ??
      notFound(call)
    );
  };

  /** `ask`: what another address answers. */
  function answerAboutFleet(
    call: string,
    [id, verb]: readonly (string | undefined)[],
    search: URLSearchParams,
    ask: (path: string) => unknown,
  ): Answer | undefined {
    switch (call) {
      case 'GET changes':
        return { body: fakeChanges(world.fleet, world.active.values()) };
      case 'GET fleet':
        return { body: fakeFleetAnswer(world.fleet, targetOf, ORGANISATIONS) };
      case 'GET targets':
        if (id && verb === 'page') return { body: pageOf(id, ask) };
        if (id) return oneTarget(id);
        return { body: { targets: fakeTargets(world.fleet, search), next: null } };
      default:
        return undefined;
    }
  }

  function oneTarget(id: string): Answer {
    const found = world.fleet.find((machine) => machine.id === id);
    return found ? { body: targetOf(found) } : notFound(id);
  }
}

function notFound(message: string): Answer {
  return { status: 404, body: { status: 404, code: 'not_found', message } };
}

function targetOf(machine: FakeMachine) {
  const { id, name, address, organisation, device } = machine;
  const place = {
    zone: device ? '' : 'core',
    owner: '',
    contract: '',
    ...(fakePlaceOf(id) ?? {
      ...{ room: '', rack: '', rackUnit: 0, rackUnits: 0 },
      parents: { network: [], power: [], cooling: [], host: [] },
    }),
  };
  return {
    id,
    kind: device?.kind ?? 'server',
    vendor: device?.vendor ?? '',
    model: device?.model ?? '',
    recognised: null,
    polls: pollsOf(machine),
    name,
    host: name,
    address,
    organisation,
    ...place,
    createdAtMs: 0,
  };
}

/** What the page of a target begins with, gathered from what answers each part alone. */
function pageOf(id: string, ask: (path: string) => unknown) {
  const records = (kind: string) => ask(`records?target=${id}&kind=${kind}`) as { records: unknown[] };
  const states = ['inventory', 'top_processes', 'neighbours', 'agent_report'];
  const { polls } = ask(`targets/${id}/polls`) as { polls?: unknown[] };
  return {
    target: { ...(ask(`targets/${id}`) as object), polls: polls ?? [] },
    agentVersion: '1.0.0',
    series: (ask(`series?target=${id}`) as { series?: unknown[] }).series ?? null,
    records: Object.fromEntries(states.map((kind) => [kind, records(kind).records])),
    events: { ...records('event'), next: null },
    traps: records('trap').records,
    evidence: (ask(`targets/${id}/evidence`) as { evidence?: unknown[] }).evidence ?? [],
    configs: (ask(`targets/${id}/configs`) as { versions?: unknown[] }).versions ?? [],
  };
}

function fakeTargets(fleet: readonly FakeMachine[], parameters: URLSearchParams) {
  const polled = parameters.get('polled');
  return fleet
    .map(targetOf)
    .filter(({ polls }) => polled === null || (polled === 'true') === polls.length > 0);
}
