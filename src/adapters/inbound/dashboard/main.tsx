import { render } from 'preact';
import { App } from './app.tsx';
import { applyLanguage } from './i18n/language.ts';
import { startClock } from './state/clock-tick.ts';
import { startLive } from './state/live.ts';
import { followAddress } from './state/route.ts';
import { isBusy } from './state/running.ts';

const place = document.getElementById('page');
if (place === null) throw new Error('the page has no place to be drawn in');

applyLanguage();
followAddress();
startClock(isBusy);
startLive();
render(<App />, place);
