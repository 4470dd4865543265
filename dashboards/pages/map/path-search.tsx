import { useEffect, useState } from 'preact/hooks';
import type { TopologyNode } from '../../api/topology.ts';
import { Button } from '../../ui/button.tsx';
import { useText } from '../../ui/context.ts';
import { TextField } from '../../ui/field.tsx';
import { findNode } from './find-node.ts';

/** More names than anybody looks through. */
const MOST_OFFERED = 400;

/** Between which two things a way is wanted. */
export function PathSearch(options: {
  nodes: readonly TopologyNode[];
  ends: readonly string[];
  onFind(from: string, to: string): void;
  onClear(): void;
}) {
  const { nodes, ends, onFind, onClear } = options;
  const { words } = useText();
  const text = words.networkMap.path;
  const nameOf = (id: string | undefined) => nodes.find((node) => node.id === id)?.name ?? '';
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [error, setError] = useState<{ from?: string; to?: string }>({});
  // What is chosen on the map stands in the fields too.
  useEffect(() => {
    setFrom(nameOf(ends[0]));
    setTo(nameOf(ends[1]));
    setError({});
  }, [ends.join(' ')]);
  const names = nodes.slice(0, MOST_OFFERED).map(({ name }) => name);

  function find(event: Event): void {
    event.preventDefault();
    const [one, other] = [findNode(nodes, from), findNode(nodes, to)];
    setError({
      ...(one ? {} : { from: text.unknown(from) }),
      ...(other ? {} : { to: text.unknown(to) }),
    });
    if (one && other) onFind(one.id, other.id);
  }

  return (
    <form class="path-search" aria-label={text.title} onSubmit={find} noValidate>
      <TextField
        label={text.from}
        value={from}
        placeholder={text.choose}
        suggestions={names}
        onInput={setFrom}
        {...(error.from ? { error: error.from } : {})}
      />
      <TextField
        label={text.to}
        value={to}
        placeholder={text.choose}
        suggestions={names}
        onInput={setTo}
        {...(error.to ? { error: error.to } : {})}
      />
      <div class="path-actions">
        <Button
          type="submit"
          look={ends.length === 2 ? 'plain' : 'primary'}
          disabled={from.trim() === '' || to.trim() === ''}
        >
          {text.find}
        </Button>
        {ends.length > 0 && (
          <Button look="quiet" onClick={onClear}>
            {text.clear}
          </Button>
        )}
      </div>
    </form>
  );
}
