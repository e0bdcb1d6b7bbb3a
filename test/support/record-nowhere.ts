import { NO_STATE_HOME } from './without-settings.ts';

// Loaded by Mocha: services that tests start in this process read its environment.
process.env['XDG_STATE_HOME'] = NO_STATE_HOME;
