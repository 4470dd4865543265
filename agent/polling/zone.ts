import type { Memory, ProbeOptions, ProbeType } from '#probes/probe.ts';
import { createOpener, type SealingKey } from '#protocol/sealing.ts';
import type { Assignment, Claimed } from '#protocol/session.ts';
import type { AgentConfig } from '../config/config.ts';
import type { Log } from '../log.ts';
import type { NewItem } from '../outbox/outbox.ts';
import { startSyslog } from '../syslog/syslog.ts';
import { startTraps } from '../traps/traps.ts';
import type { Said } from '../uplink/link.ts';
import { createBounds, withPublicAddresses } from './bounds.ts';
import { createClaims } from './claims.ts';
import { createDiscovery } from './discovery.ts';
import type { RefusedPoll } from './plan-polls.ts';
import { createPolling } from './polling.ts';
import { checkRemote } from './remote-check.ts';
import { createResolver, type ResolverOf } from './resolver.ts';
import { createFingerprint } from './secrets.ts';
import { noZoneWork, type ZoneWork } from './zone-work.ts';

export interface ZoneOptions {
  config: AgentConfig;
  types: readonly ProbeType[];
  sealingKey: SealingKey;
  probeOptions: ProbeOptions;
  remember(name: string): Memory;
  /** The target that stands for this machine. */
  ownTarget(): string;
  keep(items: readonly NewItem[]): void;
  announce(id: string, canonical: Uint8Array): boolean;
  /** Says something to the collector; false when there is no way. */
  say(said: Said): boolean;
  /** What is refused has changed without a new assignment. */
  onRefusedChanged(): void;
  /** Called once, when there are so many targets that speed is worth memory. */
  onManyTargets?(): void;
  log: Log;
  wallMs(): number;
  monotonicMs(): number;
}

/** Fewer are asked with less trouble than optimising compilers take. */
const MANY_POLLS = 10;

export function createZoneWork(options: ZoneOptions): ZoneWork {
  const { config, types, sealingKey, log, monotonicMs } = options;
  const { zone } = config;
  const addresses = createBounds(config.bounds.addresses);
  const publicAddresses = config.bounds.isPublicOpen ? withPublicAddresses(addresses) : addresses;
  const bounds = { probes: config.bounds.probes, addresses, publicAddresses };
  const resolver = createResolver({ bounds: addresses, monotonicMs });
  const publicResolver = createResolver({ bounds: publicAddresses, monotonicMs });
  const resolverOf: ResolverOf = ({ isPublic }) => (isPublic ? publicResolver : resolver);
  const open = createOpener(sealingKey);
  const claims = createClaims({
    folder: config.data,
    targets: config.targets,
    onTrouble: ({ message }) => log.error('the ids of targets cannot be kept', { why: message }),
  });
  const polling = createPolling({
    ...options,
    bounds,
    locks: options.remember('breaker'),
    pollIntervalMs: config.poll_interval,
    resolverOf,
    open,
    fingerprint: createFingerprint(sealingKey.privateKey),
  });
  const traps =
    config.traps &&
    startTraps({
      ...options,
      config: config.traps,
      profiles: config.profiles,
      memory: options.remember('traps'),
      targetAt: polling.targetAt,
      isTarget: polling.isTarget,
      nudge: polling.nudge,
    });
  const syslog =
    config.syslog &&
    startSyslog({
      ...options,
      config: config.syslog,
      pem: config.syslogPem,
      memory: options.remember('syslog'),
      targetAt: polling.targetAt,
      isTarget: polling.isTarget,
    });
  const elsewhere = { ...options, types, zone, allowed: bounds.probes, resolverOf, open };
  const discovery = createDiscovery({ ...elsewhere, bounds: bounds.addresses });
  let assigned: Assignment['targets'] = [];
  let areMany = false;

  return {
    use(targets = []) {
      assigned = targets;
      // Traps are received without a zone as well.
      return zone === undefined ? noZoneWork.use(targets) : useTargets();
    },
    connected() {
      const claim = claims.claim();
      if (claim) options.say(claim);
      discovery.connected();
    },
    asked(asked) {
      if (asked.type === 'claimed') onClaimed(asked);
      else if (asked.type === 'discover') discovery.start(asked);
      else if (asked.type === 'discover_stop') discovery.stop(asked.id);
    },
    check: (check, remote) => checkRemote(check, remote, elsewhere),
    figures: zone === undefined ? undefined : polling.figures,
    trapFigures: traps?.figures,
    syslogFigures: syslog?.figures,
    forget: claims.forget,
    stop() {
      traps?.stop();
      syslog?.stop();
      discovery.close();
      polling.stop();
    },
  };

  function onClaimed(answer: Claimed): void {
    if (answer.refused.length > 0)
      log.warn('targets of the own file are refused', { refused: answer.refused });
    const wereRefused = claims.refused().length + answer.refused.length > 0;
    const isChanged = claims.claimed(answer);
    if (isChanged || wereRefused) options.onRefusedChanged();
  }

  function useTargets(): RefusedPoll[] {
    const refused = polling.use(claims.known(), assigned ?? []);
    if (!areMany && polling.count() >= MANY_POLLS) {
      areMany = true;
      options.onManyTargets?.();
    }
    return [...refused, ...claims.refused()];
  }
}
