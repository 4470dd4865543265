import type { IncomingMessage } from 'node:http';
import { callerOfUpgrade } from '#collector/http/access.ts';
import type { Viewer } from '#collector/live/viewer.ts';
import type { Callers } from '#collector/walls/callers.ts';
import type { VisibleTargets } from './visible-targets.ts';

/** Who opens a live socket, and what they see there. Undefined when nobody may look. */
export async function viewerOf(
  request: IncomingMessage,
  { callers, visible }: { callers: Callers; visible: VisibleTargets },
): Promise<Viewer | undefined> {
  const caller = await callerOfUpgrade(request, callers);
  return caller && visible.viewer(caller);
}
