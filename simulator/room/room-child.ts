import { incidents } from './incidents.ts';
import { listRoom } from './list-room.ts';
import type { FromRoom, RoomProcessOptions, ToRoom } from './room-process.ts';
import { startRoom } from './start-room.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as RoomProcessOptions;
const startedMs = Date.now();
const { speed = 1 } = options;
const tell = (message: FromRoom) => void (process.connected && process.send?.(message));

process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));

try {
  const room = await startRoom({
    ...options,
    now: () => startedMs + (Date.now() - startedMs) * speed,
    onEnded: (incident) => tell({ type: 'ended', incident: incident.name }),
  });
  process.on('message', (message: ToRoom) => {
    if (message.type === 'traps') {
      room.sendTrapsTo(message.to);
      return;
    }
    if (message.type === 'inside') {
      room.tellInside(message.to);
      return;
    }
    const incident = incidents.find(({ name }) => name === message.incident);
    if (!incident) return;
    tell({ type: room.start(incident) ? 'started' : 'already_running', incident: incident.name });
  });
  tell({ type: 'ready', ...listRoom(room) });
} catch (error) {
  tell({ type: 'failed', why: (error as Error).message });
  process.exitCode = 1;
  process.disconnect();
}
