import type { TopologyNode } from '../../api/topology.ts';
import { alertRoute, machineRoute, routeTo } from '../../state/route.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { StateMark } from '../../ui/state-mark.tsx';
import { StateTag } from '../../ui/tag.tsx';
import { kindText } from '../../words/words.ts';
import { LinkLine } from './link-line.tsx';
import type { LinkLoads } from './link-loads.ts';
import type { MapLink } from './model/scene.ts';

/** More than that and one had better look at its page. */
const ALERTS_SHOWN = 5;

/** What is known of the thing that is chosen: how it is, what fires, its cables. */
export function NodePanel(options: {
  node: TopologyNode;
  links: readonly MapLink[];
  loads: LinkLoads;
  nameOf(node: string): string;
  organisation: string | undefined;
  /** While the map is corrected. */
  onRemove: ((link: MapLink) => void) | null;
  onHide: (() => void) | null;
  onLook(link: MapLink | null): void;
  onClose(): void;
}) {
  const { node, links, nameOf, organisation, onRemove, onHide, onLook, onClose } = options;
  const { loads } = options.loads.shown.value;
  const { fleet, alerts, rules, clock } = useWard();
  const { words, formats } = useText();
  const text = words.networkMap.panel;
  const nowMs = clock.knownMs.value;
  const machine = node.target === null ? undefined : fleet.machine(node.target);
  const standing = alerts.active.value.filter(
    ({ target, state }) => target === node.target && state === 'firing',
  );
  const toldAtMs = Math.max(0, ...links.map((link) => (link.source === 'lldp' ? (link.toldAtMs ?? 0) : 0)));
  const state = machine?.shown.value.machine.state ?? 'none';
  return (
    <section class="panel map-side" aria-label={text.label}>
      <header>
        <h2>{node.name}</h2>
        <Button look="quiet" icon="close" label={text.close} onClick={onClose} />
      </header>
      {node.target === null ? (
        <p class="muted">{node.description ? `${text.unwatched} ${node.description}` : text.unwatched}</p>
      ) : (
        <p>
          <StateTag mark={state} text={words.states.machine[state]} />
        </p>
      )}
      <dl class="map-facts">
        <dt>{text.kind}</dt>
        <dd>{node.target === null ? words.networkMap.node.stranger : kindText(words, node.kind)}</dd>
        {node.address && <dt>{text.address}</dt>}
        {node.address && <dd>{node.address}</dd>}
        {organisation && <dt>{text.organisation}</dt>}
        {organisation && <dd>{organisation}</dd>}
        {toldAtMs > 0 && <dt>{text.told}</dt>}
        {toldAtMs > 0 && (
          <dd title={`${formats.full(toldAtMs)} · ${formats.zone}`}>
            {words.networkMap.panel.ago(formats.age(Math.max(0, nowMs - toldAtMs)))}
          </dd>
        )}
      </dl>
      {node.target !== null && (
        <>
          <p class="side-links">
            <a href={machineRoute(node.target)}>{text.openPage}</a>
          </p>
          <h3>{standing.length > 0 ? text.alerts(formats.number(standing.length)) : text.noAlerts}</h3>
          {standing.length > 0 && (
            <ul class="side-alerts">
              {standing.slice(0, ALERTS_SHOWN).map((alert) => (
                <li key={alert.id}>
                  <StateMark mark={alert.severity} label={words.states.severity[alert.severity]} />
                  <a href={alertRoute(alert.id)}>{rules.name(alert.rule, formats.language)}</a>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      {node.target === null && (
        <p class="side-links">
          <a href={routeTo('settings/devices')}>{text.watch}</a>
        </p>
      )}
      <h3>{text.links(formats.number(links.length))}</h3>
      <ul class="side-list">
        {links.map((link) => (
          <div key={link.id} class="side-link">
            <LinkLine
              link={link}
              from={node.id}
              nameOf={nameOf}
              load={loads.of(link, nowMs)}
              onLook={onLook}
            />
            {onRemove && (
              <Button
                look="quiet"
                icon="close"
                label={words.networkMap.edit.removeCable}
                onClick={() => onRemove(link)}
              />
            )}
          </div>
        ))}
      </ul>
      {onHide ? (
        <Button onClick={onHide}>{words.networkMap.edit.hide}</Button>
      ) : (
        <p class="muted">{text.pathHint}</p>
      )}
    </section>
  );
}
