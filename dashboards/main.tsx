import './ui/theme.css';
import './ui/base.css';
import './ui/controls.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app.tsx';
import { createWard } from './state/ward.ts';
import { WardContext } from './ui/context.ts';

const ward = createWard(window);
const dark = matchMedia('(prefers-color-scheme: dark)');

function applyTheme(): void {
  const theme = ward.preferences.theme.value;
  const effective = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
  document.documentElement.dataset.theme = effective;
}

effect(applyTheme);
dark.addEventListener('change', applyTheme);
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
