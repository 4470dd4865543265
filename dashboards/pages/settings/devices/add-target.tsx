import { useState } from 'preact/hooks';
import type { CatalogueEntry } from '#protocol/probe-catalogue.ts';
import type { ProbesAnswer } from '../../../api/polling.ts';
import { useText, useWard } from '../../../ui/context.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Failed, Loading } from '../../../ui/empty.tsx';
import { useLoad } from '../../../ui/use-load.ts';
import { AddDevice } from './add-device.tsx';
import { AddProbe } from './add-probe.tsx';
import { ChooseProbe } from './choose-probe.tsx';
import { DEVICE_WAYS } from './credential-draft.ts';
import { GROUPS } from './fits.ts';

/** What is to be watched, where it is, a try, and then it is watched. */
export function AddTarget(options: {
  /** A probe, or a group of them, when the address or a link has said already what it shall be. */
  wanted?: string;
  onAdded(name: string): void;
  onClose(): void;
}) {
  const { wanted, onAdded, onClose } = options;
  const { api } = useWard();
  const { words, formats } = useText();
  const text = words.devices;
  const [picked, setPicked] = useState<CatalogueEntry | 'none'>();
  const { value, error, reload } = useLoad((signal) => api.get<ProbesAnswer>('probes', {}, signal), []);
  const asked = value?.probes.find(({ probe }) => probe === wanted);
  const chosen = picked === 'none' ? undefined : (picked ?? asked);
  const group = GROUPS.find((each) => each === wanted);
  // Of these what is there is recognised first; all others say themselves what they ask.
  const way = DEVICE_WAYS.find((each) => each === chosen?.probe);
  const back = () => setPicked('none');
  const title = chosen ? text.addOne(chosen.title[formats.language]) : text.addTitle;
  return (
    <Dialog title={title} wide onClose={onClose}>
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value && !chosen && (
        <ChooseProbe
          probes={value.probes}
          wanted={group && !picked ? text.groups[group] : undefined}
          onChoose={setPicked}
        />
      )}
      {chosen && way && <AddDevice way={way} onAdded={onAdded} onBack={back} />}
      {chosen && !way && <AddProbe entry={chosen} onAdded={onAdded} onBack={back} />}
    </Dialog>
  );
}
