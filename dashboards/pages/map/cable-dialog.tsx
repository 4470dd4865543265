import { useEffect, useState } from 'preact/hooks';
import { type Cable, cableKey } from '#protocol/cable.ts';
import type { LiveSeries } from '#protocol/live.ts';
import type { TopologyNode } from '../../api/topology.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormFoot } from '../../ui/form-foot.tsx';
import { findNode } from './find-node.ts';
import { compareNames } from './model/graph.ts';
import type { MapLink } from './model/scene.ts';

const MOST_OFFERED = 400;

/** Adds a cable of which no device tells. */
export function CableDialog(options: {
  /** What is on the map, and what is watched besides. */
  nodes: readonly TopologyNode[];
  links: readonly MapLink[];
  /** Begins here. */
  from: string;
  onAdd(cable: Cable): void;
  onClose(): void;
}) {
  const { nodes, links, onAdd, onClose } = options;
  const { words } = useText();
  const text = words.networkMap.cable;
  const [from, setFrom] = useState(options.from);
  const [fromPort, setFromPort] = useState('');
  const [to, setTo] = useState('');
  const [toPort, setToPort] = useState('');
  const [error, setError] = useState<string>();
  const [one, other] = [findNode(nodes, from), findNode(nodes, to)];
  const names = nodes.slice(0, MOST_OFFERED).map(({ name }) => name);

  function add(event: Event): void {
    event.preventDefault();
    const fault = !one || !other ? text.unknown : faultOf(one, other);
    setError(fault);
    if (!one || !other || fault) return;
    const cable = {
      from: { node: one.id, port: fromPort.trim() },
      to: { node: other.id, port: toPort.trim() },
    };
    if (links.some((link) => cableKey(link) === cableKey(cable))) setError(text.there);
    else onAdd(cable);
  }

  function faultOf(here: TopologyNode, there: TopologyNode): string | undefined {
    if (here.id === there.id) return text.same;
    return here.organisation === there.organisation ? undefined : text.foreign;
  }

  return (
    <Dialog title={text.title} onClose={onClose} wide>
      <form onSubmit={add} noValidate>
        <div class="cable-ends">
          <TextField label={text.from} value={from} suggestions={names} onInput={setFrom} autofocus />
          <TextField
            label={text.fromPort}
            hint={text.portHint}
            value={fromPort}
            maxLength={100}
            suggestions={usePortNames(one?.target ?? null)}
            onInput={setFromPort}
          />
          <TextField label={text.to} value={to} suggestions={names} onInput={setTo} />
          <TextField
            label={text.toPort}
            hint={text.portHint}
            value={toPort}
            maxLength={100}
            suggestions={usePortNames(other?.target ?? null)}
            onInput={setToPort}
          />
        </div>
        <FormFoot error={error} action={text.add} onClose={onClose} />
      </form>
    </Dialog>
  );
}

/** Ports that a target has, as its series name them. */
function usePortNames(target: string | null): readonly string[] {
  const { live } = useWard();
  const [names, setNames] = useState<readonly string[]>([]);
  useEffect(() => {
    setNames([]);
    if (target === null) return;
    const found = new Set<string>();
    const add = (all: readonly LiveSeries[]): void => {
      for (const { labels } of all) if (labels.interface) found.add(labels.interface);
      setNames([...found].sort(compareNames));
    };
    return live.subscribe(
      { metrics: ['net.link_state', 'net.link_up'], targets: [target] },
      { snapshot: add, added: add, values: () => {} },
    );
  }, [target]);
  return names;
}
