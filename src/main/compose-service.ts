import { SystemClock } from '../adapters/outbound/clock/system-clock.ts';
import { BunyanLogger } from '../adapters/outbound/logger/bunyan-logger.ts';
import { Sha256AccessTokens } from '../adapters/outbound/access-tokens/sha256-access-tokens.ts';
import type { RunningService, ServiceRequest } from '../adapters/inbound/cli/cli-environment.ts';
import { createHttpApp } from '../adapters/inbound/http/create-http-app.ts';
import { HttpServer, resolveHost } from '../adapters/inbound/http/http-server.ts';
import { isLoopbackAddress } from '../adapters/inbound/http/loopback.ts';
import { Authenticator } from '../application/access/authenticator.ts';
import { BackgroundWork } from './background-work.ts';
import { composeHttpServices } from './compose-http-services.ts';
import { createContainer } from './container.ts';
import { firstAccessToken } from './first-access-token.ts';
import { loadSettings, type Settings } from './settings.ts';

/** Answers that are under way when the service stops get this long; what they wait for is cancelled at once. */
const CLOSE_DEADLINE_MS = 5000;

/**
 * Starts the service: reads the settings, wires the use cases, listens, and begins what goes on by itself.
 * @throws ConfigurationException
 */
export async function startService(request: ServiceRequest): Promise<RunningService> {
  const settings = loadSettings({ ...request, env: process.env, cwd: process.cwd() });
  const logger = serviceLogger(settings, request.quiet);
  try {
    return await start(settings, logger);
  } catch (error) {
    await logger.close();
    throw error;
  }
}

async function start(settings: Settings, logger: BunyanLogger): Promise<RunningService> {
  const address = await resolveHost(settings.apiHost);
  const isLoopback = isLoopbackAddress(address);
  const background = new BackgroundWork(settings, logger);
  const container = await createContainer({ settings, logger, listeners: background.listeners });
  const hasConfiguredTokens = settings.apiTokens.length > 0;
  const first = hasConfiguredTokens
    ? undefined
    : await firstAccessToken(settings.backupDir, isLoopback, logger);
  const tokens = first === undefined ? settings.apiTokens : [first.token];
  const authenticator = new Authenticator(new Sha256AccessTokens(), new SystemClock(), tokens);
  const stopping = new AbortController();
  const app = createHttpApp(composeHttpServices(container, background), {
    identify: (secret) => authenticator.identify(secret),
    hasConfiguredTokens,
    isLoopback,
    allowedHosts: settings.apiAllowedHosts,
    trustProxy: settings.trustProxy,
    signal: stopping.signal,
  });
  const server = new HttpServer(app.callback());
  const port = await server.listen(address, settings.apiPort);
  background.start(container);
  const url = urlOf(settings.apiHost, port);
  logger.info(`listening on ${url}`, { url });
  return {
    url,
    tokenFile: first?.path,
    stop: async () => {
      logger.info('stopping');
      stopping.abort();
      await Promise.all([background.stop(), server.close(CLOSE_DEADLINE_MS)]);
      await logger.close();
    },
  };
}

/** Whoever runs the service reads its log on stderr: the journal of systemd, a container's log. */
function serviceLogger({ logLevel, logFile }: Settings, quiet: boolean): BunyanLogger {
  return new BunyanLogger({
    level: logLevel,
    stderrLevel: quiet ? undefined : logLevel,
    logFile,
    stderr: process.stderr,
    isTerminal: process.stderr.isTTY,
  });
}

function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}
