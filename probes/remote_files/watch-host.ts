import { createFileWatcher } from '../file_watch/watch-files.ts';
import type { Measurements, Memory, Probe, ProbeOptions } from '../probe.ts';
import { ProbeError } from '../probe-error.ts';
import { knownDevice } from '../ssh/known-device.ts';
import { type OnStep, signIn } from '../ssh/sign-in-with.ts';
import { takePool } from '../ssh/worker/pool.ts';
import { SshFailure } from '../ssh/worker/ssh-failure.ts';
import type { RemoteSession } from '../ssh/worker/thread.ts';
import type { RemoteFilesConfig } from './config.ts';
import { remoteTree } from './remote-tree.ts';

export interface WatchHostOptions extends ProbeOptions {
  onStep?: OnStep;
  /** Another place to keep which file was told last: who only looks takes no run of a job from those who watch. */
  memory?: Memory;
}

/** Watches the files of one host over one session, which is kept between collections. */
export function watchHost(config: RemoteFilesConfig, options: WatchHostOptions): Probe {
  const { watches, address, port, timeout } = config;
  const { onStep = () => {}, memory = options.remember?.('remote-files') ?? new Map<string, unknown>() } =
    options;
  const { pool, giveBack } = takePool();
  const known = knownDevice(options, address, port);
  const watcher = createFileWatcher({ watches, memory, keyPrefix: `${address}:${port} `, now: options.now });
  let session: RemoteSession | undefined;

  return {
    async collect(signal) {
      const wasKept = session !== undefined && !session.isOver;
      try {
        return await collect(signal);
      } catch (error) {
        hangUp();
        // A session that was kept may be found ended: then once more over a new one.
        const isWorthAgain = wasKept && error instanceof SshFailure && error.isEnded;
        if (!isWorthAgain) throw asProbeError(error);
      }
      try {
        return await collect(signal);
      } catch (error) {
        hangUp();
        throw asProbeError(error);
      }
    },
    async close() {
      hangUp();
      await giveBack();
    },
  };

  async function collect(signal: AbortSignal): Promise<Measurements> {
    if (session === undefined || session.isOver)
      session = await signIn({ config, pool, known, onStep }, signal);
    return watcher.collect(remoteTree(session, timeout, signal), signal);
  }

  function hangUp(): void {
    session?.close();
    session = undefined;
  }
}

function asProbeError(error: unknown): unknown {
  if (!(error instanceof SshFailure)) return error;
  const { state, message } = error;
  const isRefused = state === 'refused' && message.startsWith('no session is granted');
  const sentence = isRefused ? `${message}; it needs SFTP, as of \`Subsystem sftp internal-sftp\`` : message;
  return new ProbeError(state, sentence, { cause: error });
}
