import { firstTokenPath, keepFirstToken } from '../adapters/outbound/access-tokens/first-token-file.ts';
import { Sha256AccessTokens } from '../adapters/outbound/access-tokens/sha256-access-tokens.ts';
import { SystemClock } from '../adapters/outbound/clock/system-clock.ts';
import { BunyanLogger } from '../adapters/outbound/logger/bunyan-logger.ts';
import type { RunningService, ServiceRequest } from '../adapters/inbound/cli/cli-environment.ts';
import { createHttpApp } from '../adapters/inbound/http/create-http-app.ts';
import { HttpServer, resolveHost } from '../adapters/inbound/http/http-server.ts';
import type { HttpServices } from '../adapters/inbound/http/http-services.ts';
import { isLoopbackAddress } from '../adapters/inbound/http/loopback.ts';
import { Authenticator } from '../application/access/authenticator.ts';
import { EventFeed } from '../application/events/event-feed.ts';
import { JobRegistry } from '../application/jobs/job-registry.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { AccessToken } from '../domain/access/access-token.ts';
import { createContainer } from './container.ts';
import { toolVersion } from './runtime.ts';
import { loadSettings, type Settings } from './settings.ts';
import { TOKENS } from './tokens.ts';

/** Answers that are under way when the service stops get this long; what they wait for is cancelled at once. */
const CLOSE_DEADLINE_MS = 5000;

/**
 * Starts the service: reads the settings, wires the use cases, listens.
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
  const clock = new SystemClock();
  const events = new EventFeed(clock);
  const jobs = new JobRegistry(clock, logger, [events]);
  const container = await createContainer({ settings, logger, listeners: [events, jobs] });
  const recorder = container.get(TOKENS.recorder);
  const firstToken =
    settings.apiTokens.length > 0 ? undefined : await makeFirstToken(settings, isLoopback, logger);
  const tokens = firstToken === undefined ? settings.apiTokens : [firstToken];
  const authenticator = new Authenticator(new Sha256AccessTokens(), clock, tokens);
  const stopping = new AbortController();
  const services: HttpServices = {
    createBackup: container.get(TOKENS.backUpAndCleanUp),
    listBackups: container.get(TOKENS.listBackups),
    verifyBackup: container.get(TOKENS.verifyBackup),
    verifyBackups: container.get(TOKENS.verifyBackups),
    defaultVerificationLevel: settings.verifySchedule.level,
    adoptBackup: container.get(TOKENS.adoptBackup),
    changeBackupState: container.get(TOKENS.changeBackupState),
    restoreBackup: container.get(TOKENS.restoreBackup),
    planRestore: container.get(TOKENS.planRestore),
    streamBackup: container.get(TOKENS.streamBackup),
    downloadBackup: container.get(TOKENS.downloadBackup),
    undoRestore: container.get(TOKENS.undoRestore),
    cleanupBackups: container.get(TOKENS.cleanupBackups),
    acknowledgeAnomaly: container.get(TOKENS.acknowledgeAnomaly),
    reportHealth: container.get(TOKENS.reportHealth),
    reportHistory: container.get(TOKENS.reportHistory),
    reportStatistics: container.get(TOKENS.reportStatistics),
    jobs,
    events,
    databases: container.get(TOKENS.databases),
    settings: settings.provenance,
    version: toolVersion(),
    clock,
    logger,
  };
  const app = createHttpApp(services, {
    identify: (secret) => authenticator.identify(secret),
    hasConfiguredTokens: settings.apiTokens.length > 0,
    isLoopback,
    allowedHosts: settings.apiAllowedHosts,
    trustProxy: settings.trustProxy,
    signal: stopping.signal,
  });
  const server = new HttpServer(app.callback());
  const port = await server.listen(address, settings.apiPort);
  const url = urlOf(settings.apiHost, port);
  logger.info(`listening on ${url}`, { url });
  return {
    url,
    tokenFile: firstToken === undefined ? undefined : firstTokenPath(settings.backupDir),
    stop: async () => {
      logger.info('stopping');
      stopping.abort();
      jobs.cancelAll();
      events.close();
      await Promise.all([server.close(CLOSE_DEADLINE_MS), jobs.idle()]);
      await recorder.flush();
      await logger.close();
    },
  };
}

/** The token of a service without configured ones; `undefined` where none can be kept and none is needed. */
async function makeFirstToken(
  { backupDir }: Settings,
  isLoopback: boolean,
  logger: Logger,
): Promise<AccessToken | undefined> {
  const accessTokens = new Sha256AccessTokens();
  const path = firstTokenPath(backupDir);
  try {
    const secret = await keepFirstToken(backupDir, () => accessTokens.create().secret);
    logger.info(`no api_tokens are configured: the token in ${path} opens everything`, { path });
    return { name: 'first-start', scope: 'admin', sha256: accessTokens.digest(secret), expires: undefined };
  } catch (error) {
    // Health must be told of a directory that cannot be written, and on loopback that needs no token.
    if (!isLoopback) throw error;
    logger.error('no token can be kept: what needs one is closed', error, { path });
    return undefined;
  }
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
