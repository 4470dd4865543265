import './system.css';
import type { StoreState } from '#protocol/store-state.ts';
import type { SystemHealth } from '#protocol/system-health.ts';
import type { LossesAnswer } from '../../../api/system.ts';
import { useText, useWard } from '../../../ui/context.ts';
import { Failed, Loading } from '../../../ui/empty.tsx';
import { useLoad } from '../../../ui/use-load.ts';
import { useRenewed } from '../../../ui/use-renewed.ts';
import { SectionHead } from '../section-head.tsx';
import { Backups } from './backups.tsx';
import { HealthCard } from './health-card.tsx';
import { Losses } from './losses.tsx';
import { StoreCard } from './store-card.tsx';

const RENEW_MS = 5_000;

/** How the collector itself is: its store and how far that is behind, what was lost, what a restore would bring back. */
export function System() {
  const { api } = useWard();
  const { words } = useText();
  const { value, error, reload } = useLoad(
    async (signal) => ({
      health: await api.get<SystemHealth>('system', {}, signal),
      store: await api.get<StoreState>('store', {}, signal),
      losses: (await api.get<LossesAnswer>('losses', {}, signal)).losses,
    }),
    [],
  );
  useRenewed(reload, RENEW_MS);
  return (
    <>
      <SectionHead title={words.settings.sections.system} hint={words.system.hint} />
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value && (
        <>
          <HealthCard health={value.health} />
          <StoreCard store={value.store} />
          <Losses losses={value.losses} />
        </>
      )}
      <Backups />
    </>
  );
}
