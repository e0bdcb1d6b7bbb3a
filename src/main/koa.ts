import { mountApi, type Authorize, type KoaMiddleware } from '../adapters/inbound/http/mount-api.ts';
import { mountPrefix, urlBelow } from '../adapters/inbound/http/mount-prefix.ts';
import { addPageRoutes } from '../adapters/inbound/http/page.routes.ts';
import { addApiRoutes } from '../adapters/inbound/http/routes/api.routes.ts';
import { accessByToken } from './access-by-token.ts';
import { composeHttpServices } from './compose-http-services.ts';
import { compositionOf } from './composition-of.ts';
import type { BackupManager } from './library.ts';
import type { ManagerComposition } from './manager-composition.ts';
import { PAGE_DIRECTORY } from './page-directory.ts';

export type { Authorize, AuthorizedCaller, KoaMiddleware } from '../adapters/inbound/http/mount-api.ts';

export interface BackupRouterOptions {
  /** The path of the API in the application, e.g. `/admin`; default: the root. */
  readonly prefix?: string;
  /**
   * Authorizes requests by the application's own rules instead of tokens. Default: the `api_tokens` of the
   * configuration, or the token created where there is none.
   */
  readonly authorize?: Authorize;
}

/** The paths of the API at the root; below a prefix every path belongs to it. */
const AT_ROOT =
  /^\/(?:api\/backup\/|api\/(?:stores|fleet)(?:[/?]|$)|(?:ping|metrics|openapi\.json)\/?(?:\?|$))/;

/**
 * The REST API as a part of a Koa application: `app.use(backupRouter(manager, { prefix: '/admin' }))`. With a prefix
 * it serves the page too. Other paths pass to the application. `manager.close()` ends it.
 *
 * @throws UsageException the prefix is no plain path, or the manager is not of this package
 */
export function backupRouter(manager: BackupManager, options: BackupRouterOptions = {}): KoaMiddleware {
  const prefix = mountPrefix(options.prefix ?? '');
  const compose = compositionOf(manager);
  // Open now, so that the token exists before the first request. Requests report a failure.
  const opening = compose().then((composition) => open(composition, prefix, options.authorize));
  opening.catch(() => undefined);
  const isForeignPath = (url: string): boolean =>
    prefix === '' ? !AT_ROOT.test(url) : urlBelow(prefix, url) === undefined;
  return async (context, next) => {
    // The application's own routes must neither wait for the API nor fail with it.
    if (isForeignPath(context.url)) return next() as Promise<unknown>;
    const api = await opening;
    return api(context, next) as Promise<unknown>;
  };
}

async function open(
  composition: ManagerComposition,
  prefix: string,
  authorize: Authorize | undefined,
): Promise<KoaMiddleware> {
  const { settings, container, logger, closing } = composition;
  const { jobs, events, metrics, databases } = await composition.background();
  const services = composeHttpServices(container, { settings, jobs, events, metrics, databases });
  // Without a stored token, /ping stays open so that monitors can check the application.
  const identify =
    authorize === undefined ? (await accessByToken(settings, true, logger)).identify : undefined;
  const options = { prefix, authorize, identify, allowedHosts: settings.apiAllowedHosts, signal: closing };
  return mountApi(services, options, (router, routed) => {
    addApiRoutes(router, routed);
    // The root page belongs to the application.
    if (prefix !== '') addPageRoutes(router, PAGE_DIRECTORY);
  });
}
