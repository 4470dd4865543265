import { useEffect } from 'preact/hooks';
import { jobRoute, routeTo } from '../../state/route.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Empty, Loading } from '../../ui/empty.tsx';
import { TargetPage } from './target-page.tsx';

/** Everything about one target, by its kind. */
export function Target({ id }: { id: string }) {
  const { fleet, preferences } = useWard();
  const { words } = useText();
  // The list of machines tells when it is known; until then one cannot say that there is no such machine.
  const machine = fleet.machines.value.find(({ target }) => target.id === id);
  const name = machine?.target.name;
  useEffect(() => {
    if (name) document.title = `${name} · ${preferences.words.value.shell.product}`;
  }, [name]);

  if (!machine && !fleet.known.value) return <Loading />;
  if (!machine) {
    return (
      <Empty title={words.machine.unknown} hint={words.machine.unknownHint}>
        <a href={routeTo('')}>{words.machine.back}</a>
      </Empty>
    );
  }
  if (machine.target.kind === 'job') return <ToJob id={id} />;
  return <TargetPage key={id} machine={machine} />;
}

/** A job has a page of its own, and the way back does not lead through here. */
function ToJob({ id }: { id: string }) {
  useEffect(() => location.replace(jobRoute(id)), [id]);
  return <Loading />;
}
