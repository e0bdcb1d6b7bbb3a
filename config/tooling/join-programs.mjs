// Runs rolldown with rolldown.config.mjs: its own command line always lists every chunk.
import { build } from 'rolldown';
import config from './rolldown.config.mjs';

/** depd (used by Koa) names its wrappers with eval, without input. Other uses are reported. */
const isKnownEval = ({ code, id = '' }) => code === 'EVAL' && /[\\/]depd[\\/]index\.js$/.test(id);

await build({
  ...config,
  logLevel: 'warn',
  onLog: (level, log, handle) => {
    if (!isKnownEval(log)) handle(level, log);
  },
});
