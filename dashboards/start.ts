/*
 * Begins everything at once that takes its time: the words of this browser's language, what the first picture needs of
 * the collector, and the code that shows it.
 */
// Before anything is fetched: what comes later adds its own files to the page, which then looks like another build.
import './state/own-build.ts';
import { askEarly, WAS_SIGNED_IN } from './api/early.ts';
import { beginAnew } from './shell/begin-anew.ts';
import { firstSpoken, readChoice } from './state/first-spoken.ts';

const base = new URL('api/v1/', document.baseURI).href;
const early = askEarly([
  `${base}session`,
  // Refused to whoever is not signed in, and of no use on the way to the sign-in.
  ...(readChoice(localStorage, WAS_SIGNED_IN) ? [`${base}fleet`] : []),
]);

Promise.all([firstSpoken(localStorage, navigator.languages), import('./main.tsx')]).then(
  ([spoken, { begin }]) => begin(spoken, early),
  () => {
    // There are no words yet to say it with.
    const place = document.getElementById('app');
    if (place)
      place.textContent = '守望未能载入，请刷新页面。 Ward could not be loaded; please reload the page.';
    beginAnew();
  },
);
