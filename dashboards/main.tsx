import './ui/theme.css';
import './ui/base.css';
import './ui/marks.css';
import './ui/controls.css';
import './ui/fields.css';
import './ui/table.css';
import './ui/card.css';
import './ui/print.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import type { EarlyRequests } from './api/early.ts';
import { App } from './app.tsx';
import { installWorker } from './shell/install.ts';
import type { Spoken } from './state/first-spoken.ts';
import { createWard } from './state/ward.ts';
import { WardContext } from './ui/context.ts';

/** Shows the pages; from here on they go by themselves. */
export function begin(spoken: Spoken, early: EarlyRequests): void {
  const ward = createWard(window, spoken, early);
  const dark = matchMedia('(prefers-color-scheme: dark)');

  function followSystem(): void {
    ward.preferences.systemDark.value = dark.matches;
  }

  followSystem();
  dark.addEventListener('change', followSystem);
  window.addEventListener('beforeprint', () => {
    ward.preferences.printing.value = true;
  });
  window.addEventListener('afterprint', () => {
    ward.preferences.printing.value = false;
  });
  effect(() => {
    document.documentElement.dataset.theme = ward.preferences.effectiveTheme.value;
  });
  effect(() => {
    document.documentElement.lang = ward.preferences.language.value;
  });

  render(
    <WardContext.Provider value={ward}>
      <App />
    </WardContext.Provider>,
    document.getElementById('app') as HTMLElement,
  );
  void ward.session.look();
  installWorker(window);
}
