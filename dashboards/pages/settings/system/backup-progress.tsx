import type { BackupProgress as Running } from '#protocol/backup.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Meter } from '../../../ui/meter.tsx';
import { useChange } from '../../../ui/use-change.ts';

/** The backup or the test that runs: how far it is, and a way to stop it. */
export function BackupProgress({ running, onChange }: { running: Running; onChange(): void }) {
  const { api, session } = useWard();
  const { words, formats } = useText();
  const text = words.system.backups;
  const { busy, run } = useChange();
  const { what, stage, doneBytes, totalBytes } = running;
  return (
    <div class="card-note system-running" role="status">
      <span>
        <strong>{text.running[what]}</strong> <span class="muted">{text.stages[stage]}</span>
      </span>
      {totalBytes > 0 && (
        <span class="system-meter">
          <Meter percent={(doneBytes / totalBytes) * 100} level="calm" />
          {text.progress(formats.bytes(doneBytes), formats.bytes(totalBytes))}
        </span>
      )}
      {session.can('system.write') && (
        <Button
          look="quiet"
          disabled={busy}
          onClick={() => void run(() => api.send('DELETE', 'backups/running'), onChange)}
        >
          {words.shell.common.cancel}
        </Button>
      )}
    </div>
  );
}
