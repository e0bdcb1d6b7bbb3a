import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Container } from 'inversify';
import { createHttpApp } from '../adapters/inbound/http/create-http-app.ts';
import { addPageRoutes } from '../adapters/inbound/http/page.routes.ts';
import { addApiRoutes } from '../adapters/inbound/http/routes/api.routes.ts';
import type { Logger } from '../application/ports/logger.ts';
import { accessByToken } from './access-by-token.ts';
import type { BackgroundWork } from './background-work.ts';
import { composeHttpServices } from './compose-http-services.ts';
import { createContainer } from './container.ts';
import type { ServiceEvents } from './service-events.ts';
import { PAGE_DIRECTORY } from './page-directory.ts';
import type { Settings } from '../settings/settings.ts';
import { stateFolder } from './state-folder.ts';

/** Parts of the service that survive a reload. */
export interface ServiceFrame {
  readonly background: BackgroundWork;
  readonly serviceEvents: ServiceEvents;
  readonly logger: Logger;
  readonly isLoopback: boolean;
  readonly signal: AbortSignal;
}

/** The service as its settings define it; no background work is started yet. */
export interface ConfiguredService {
  readonly settings: Settings;
  readonly container: Container;
  readonly answer: (request: IncomingMessage, response: ServerResponse) => unknown;
  /** The file of the token that was created because none is configured. */
  readonly tokenFile: string | undefined;
}

/**
 * @throws ConfigurationException this runtime lacks a feature that the settings need
 * @throws BackupDirectoryException the token that the API needs cannot be stored
 */
export async function configureService(settings: Settings, frame: ServiceFrame): Promise<ConfiguredService> {
  const { background, logger, isLoopback, signal } = frame;
  const { apiAllowedHosts: allowedHosts, trustProxy } = settings;
  const container = await createContainer({
    settings,
    logger,
    listeners: [frame.serviceEvents],
    recordFolder: stateFolder(process.env),
  });
  // Health must report a directory that is not writable, and on loopback that needs no token.
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
