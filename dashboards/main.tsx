import './ui/theme.css';
import './ui/base.css';
import './ui/marks.css';
import './ui/controls.css';
import './ui/fields.css';
import './ui/table.css';
import './ui/card.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app.tsx';
import { firstSpoken } from './state/preferences.ts';
import { createWard } from './state/ward.ts';
import { WardContext } from './ui/context.ts';

const ward = createWard(window, await firstSpoken(localStorage, navigator.languages));
const dark = matchMedia('(prefers-color-scheme: dark)');

function followSystem(): void {
  ward.preferences.systemDark.value = dark.matches;
}

followSystem();
dark.addEventListener('change', followSystem);
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
