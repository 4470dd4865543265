import '../rooms/rooms.css';
import './map.css';
import './drawing.css';
import './side.css';
import { useCallback } from 'preact/hooks';
import type { TopologyAnswer } from '../../api/topology.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Failed, Loading } from '../../ui/empty.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { RoomTabs } from '../rooms/room-tabs.tsx';
import { MapEmpty } from './map-empty.tsx';
import { MapPage } from './map-page.tsx';

/** How everything is connected. */
export function NetworkMap() {
  const { api } = useWard();
  const { words } = useText();
  const { value, error, reload } = useLoad((signal) => api.get<TopologyAnswer>('topology', {}, signal), []);
  const again = useCallback(() => reload(), [reload]);
  if (value && value.nodes.length > 0) return <MapPage answer={value} onReload={again} />;
  return (
    <div class="page map-page">
      <header class="rooms-head">
        <h1>{words.networkMap.title}</h1>
        <RoomTabs />
      </header>
      {value ? <MapEmpty /> : error !== undefined ? <Failed error={error} onRetry={reload} /> : <Loading />}
    </div>
  );
}
