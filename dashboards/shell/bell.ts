import type { Bell, BrowserCall } from '../state/browser-calls.ts';

/** Frequencies of the two tones, in Hz: rising for what is critical, one level for the rest. */
const TONES = { critical: [660, 880], warning: [520, 520], info: [440, 440] } as const;
const TONE_S = 0.22;
const VOLUME = 0.25;

/** Rings by the browser's own sound and shows its own notifications; says nothing where they are not allowed. */
export function browserBell(
  window: Window & typeof globalThis,
  text: (call: BrowserCall) => { title: string; body: string },
): Bell {
  let sound: AudioContext | undefined;
  return {
    ring(worst) {
      // Made when it is needed: before the first click of a page browsers forbid sound.
      sound ??= new window.AudioContext();
      void sound.resume().catch(() => undefined);
      const { destination, currentTime } = sound;
      for (const [index, frequency] of TONES[worst].entries()) {
        const tone = sound.createOscillator();
        const volume = sound.createGain();
        const beginS = currentTime + index * TONE_S * 1.2;
        tone.frequency.value = frequency;
        volume.gain.setValueAtTime(VOLUME, beginS);
        volume.gain.exponentialRampToValueAtTime(0.001, beginS + TONE_S);
        tone.connect(volume).connect(destination);
        tone.start(beginS);
        tone.stop(beginS + TONE_S);
      }
    },
    show(call) {
      if (!('Notification' in window) || window.Notification.permission !== 'granted') return;
      const { title, body } = text(call);
      // One place on the desk: a newer message takes that of the older one.
      const look = { body, tag: 'ward', icon: 'icon-192.png' };
      const shown = showNotification(window, title, look);
      if (!shown) return;
      shown.onclick = () => {
        window.focus();
        window.location.hash = '#/alerts';
        shown.close();
      };
    },
  };
}

/** A phone shows notifications of the worker alone, which also brings the page to the front; undefined then. */
function showNotification(
  window: Window & typeof globalThis,
  title: string,
  look: NotificationOptions,
): Notification | undefined {
  try {
    return new window.Notification(title, look);
  } catch {
    const { ready } = window.navigator.serviceWorker ?? {};
    void ready?.then((worker) => worker.showNotification(title, look)).catch(() => undefined);
    return undefined;
  }
}

/** Asks the person for the right to show notifications; false when it is not given. */
export async function mayNotify(window: Window & typeof globalThis): Promise<boolean> {
  if (!('Notification' in window)) return false;
  if (window.Notification.permission === 'default') await window.Notification.requestPermission();
  return window.Notification.permission === 'granted';
}
