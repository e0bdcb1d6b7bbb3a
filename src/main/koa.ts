import { mountApi, type Authorize, type KoaMiddleware } from '../adapters/inbound/http/mount-api.ts';
import { mountPrefix, urlBelow } from '../adapters/inbound/http/mount-prefix.ts';
import { addPageRoutes } from '../adapters/inbound/http/page/page.routes.ts';
import { addApiRoutes } from '../adapters/inbound/http/routes/api.routes.ts';
import { accessByToken } from './access-by-token.ts';
import { composeHttpServices } from './compose-http-services.ts';
import { compositionOf } from './composition-of.ts';
import type { BackupManager } from './library.ts';
import type { ManagerComposition } from './manager-composition.ts';
import { PAGE_DIRECTORY } from './page-directory.ts';

export type { Authorize, AuthorizedCaller, KoaMiddleware } from '../adapters/inbound/http/mount-api.ts';

export interface BackupRouterOptions {
  /** Where the API begins in the application, e.g. `/admin`; at the application's root if it is left out. */
  readonly prefix?: string;
  /**
   * Who calls, by the application's own rules, in place of tokens. Without it the `api_tokens` of the configuration
   * are asked for, or the token that is made where there is none.
   */
  readonly authorize?: Authorize;
}

/** What the API answers at the root of an application; below a prefix everything is asked of it. */
const AT_ROOT = /^\/(?:api\/backup\/|(?:ping|metrics|openapi\.json)\/?(?:\?|$))/;

/**
 * The REST API as a part of a Koa application: `app.use(backupRouter(manager, { prefix: '/admin' }))`. With a prefix
 * the page comes with it. Paths that are not the API's own go on to the application. `manager.close()` ends it.
 *
 * @throws UsageException the prefix is no plain path, or that is no BackupManager of this package
 */
export function backupRouter(manager: BackupManager, options: BackupRouterOptions = {}): KoaMiddleware {
  const prefix = mountPrefix(options.prefix ?? '');
  const compose = compositionOf(manager);
  // At once, so that a token is there before anybody calls. Why it failed is told to who calls.
  const opening = compose().then((composition) => open(composition, prefix, options.authorize));
  opening.catch(() => undefined);
  const isNotOurs = (url: string): boolean =>
    prefix === '' ? !AT_ROOT.test(url) : urlBelow(prefix, url) === undefined;
  return async (context, next) => {
    // The application's own routes neither wait for the API nor fail with it.
    if (isNotOurs(context.url)) return next() as Promise<unknown>;
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
  // Where the token cannot be kept, whoever has none can still ask whether the application lives.
  const identify =
    authorize === undefined ? (await accessByToken(settings, true, logger)).identify : undefined;
  const options = { prefix, authorize, identify, allowedHosts: settings.apiAllowedHosts, signal: closing };
  return mountApi(services, options, (router, routed) => {
    addApiRoutes(router, routed);
    // The root of an application is its own.
    if (prefix !== '') addPageRoutes(router, PAGE_DIRECTORY);
  });
}
