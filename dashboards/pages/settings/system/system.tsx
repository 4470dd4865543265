import './system.css';
import { useEffect } from 'preact/hooks';
import type { StoreState } from '#protocol/store-state.ts';
import type { LossesAnswer } from '../../../api/system.ts';
import { useText, useWard } from '../../../ui/context.ts';
import { Failed, Loading } from '../../../ui/empty.tsx';
import { useLoad } from '../../../ui/use-load.ts';
import { SectionHead } from '../section-head.tsx';
import { Backups } from './backups.tsx';
import { Losses } from './losses.tsx';
import { StoreCard } from './store-card.tsx';

const RENEW_MS = 5_000;

/** How the collector itself is: its store and how far that is behind, what was lost, what a restore would bring back. */
export function System() {
  const { api } = useWard();
  const { words } = useText();
  const { value, error, reload } = useLoad(
    async (signal) => ({
      store: await api.get<StoreState>('store', {}, signal),
      losses: (await api.get<LossesAnswer>('losses', {}, signal)).losses,
    }),
    [],
  );
  useEffect(() => {
    const timer = setInterval(reload, RENEW_MS);
    return () => clearInterval(timer);
  }, [reload]);
  return (
    <>
      <SectionHead title={words.settings.sections.system} hint={words.system.hint} />
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value && (
        <>
          <StoreCard store={value.store} />
          <Losses losses={value.losses} />
        </>
      )}
      <Backups />
    </>
  );
}
