// Runs rolldown with rolldown.config.mjs. Its own command line would list every chunk, however quiet it is told to be.
import { build } from 'rolldown';
import config from './rolldown.config.mjs';

/** depd (of Koa's) names its wrappers by it, long before anybody's input; what else uses eval is to be seen. */
const isKnownEval = ({ code, id = '' }) => code === 'EVAL' && /[\\/]depd[\\/]index\.js$/.test(id);

await build({
  ...config,
  logLevel: 'warn',
  onLog: (level, log, handle) => {
    if (!isKnownEval(log)) handle(level, log);
  },
});
