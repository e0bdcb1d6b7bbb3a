import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Container } from 'inversify';
import { createHttpApp } from '../adapters/inbound/http/create-http-app.ts';
import { addPageRoutes } from '../adapters/inbound/http/page/page.routes.ts';
import { addApiRoutes } from '../adapters/inbound/http/routes/api.routes.ts';
import type { Logger } from '../application/ports/logger.ts';
import { accessByToken } from './access-by-token.ts';
import type { BackgroundWork } from './background-work.ts';
import { composeHttpServices } from './compose-http-services.ts';
import { createContainer } from './container.ts';
import { PAGE_DIRECTORY } from './page-directory.ts';
import type { Settings } from './settings.ts';
import { stateFolder } from './state-folder.ts';

/** What lives as long as the service, whatever its settings. */
export interface ServiceFrame {
  readonly background: BackgroundWork;
  readonly logger: Logger;
  /** Whether it is bound to a loopback address. */
  readonly isLoopback: boolean;
  /** Aborts when the service stops. */
  readonly signal: AbortSignal;
}

/** The service as its settings make it; nothing goes on by itself yet. */
export interface ConfiguredService {
  readonly settings: Settings;
  readonly container: Container;
  readonly answer: (request: IncomingMessage, response: ServerResponse) => unknown;
  /** Of the token that was made because none is configured. */
  readonly tokenFile: string | undefined;
}

/**
 * @throws ConfigurationException the settings ask for what this runtime lacks
 * @throws BackupDirectoryException nobody could call the service: the token that it needs cannot be kept
 */
export async function configureService(settings: Settings, frame: ServiceFrame): Promise<ConfiguredService> {
  const { background, logger, isLoopback, signal } = frame;
  const { apiAllowedHosts: allowedHosts, trustProxy } = settings;
  const container = await createContainer({
    settings,
    logger,
    listeners: background.listeners,
    recordFolder: stateFolder(process.env),
  });
  // Health must be told of a directory that cannot be written, and on loopback that needs no token.
  const { identify, tokenFile } = await accessByToken(settings, isLoopback, logger);
  const { jobs, events, metrics, databases } = background;
  const services = composeHttpServices(container, { settings, jobs, events, metrics, databases });
  const options = {
    identify,
    hasConfiguredTokens: settings.apiTokens.length > 0,
    isLoopback,
    allowedHosts,
    trustProxy,
    signal,
  };
  const app = createHttpApp(services, options, (router, routed) => {
    addApiRoutes(router, routed);
    addPageRoutes(router, PAGE_DIRECTORY);
  });
  return { settings, container, answer: app.callback(), tokenFile };
}
