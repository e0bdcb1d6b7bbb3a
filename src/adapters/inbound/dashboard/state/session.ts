import { batch, signal } from '@preact/signals';
import { ApiClient } from '../api/api-client.ts';
import { ApiProblem, problemFrom } from '../api/api-problem.ts';
import type { Session } from '../api/types.ts';
import { readStored, store } from './storage.ts';

const KEY = 'backup-manager.token';

export const accessToken = signal(readStored('sessionStorage', KEY));

/** @param isKept until the tab is closed */
function setAccessToken(secret: string | undefined, isKept: boolean): void {
  accessToken.value = secret;
  store('sessionStorage', KEY, isKept ? secret : undefined);
}

type SessionState = 'unknown' | 'open' | 'signed_out';

export const sessionState = signal<SessionState>('unknown');
export const session = signal<Session | undefined>(undefined);
/** Whether the service accepts requests without a token, as far as known. */
export const isOpenWithoutToken = signal(false);
/** Set if the service ended the session, not the user. */
export const refusal = signal<ApiProblem | undefined>(undefined);

export const api = new ApiClient({
  token: () => accessToken.value,
  onUnauthorized: () => {
    // Requests that were running at sign-out are refused too.
    if (sessionState.value === 'signed_out') return;
    endSession(new ApiProblem('the token is no longer accepted', { code: 'UNAUTHORIZED', status: 401 }));
  },
});

/** Operation ids of the OpenAPI document. */
type OperationId =
  | 'createBackup'
  | 'verifyBackup'
  | 'cleanUp'
  | 'changeState'
  | 'adoptBackup'
  | 'acknowledge'
  | 'downloadBackup'
  | 'createDownloadLink'
  | 'restoreBackup'
  | 'undoRestore'
  | 'cancelJob'
  | 'inspectBackup'
  | 'copyBackups'
  | 'syncStores'
  | 'testStore';

/** Only decides what the page offers: the service checks again. */
export function may(operation: OperationId): boolean {
  return session.value?.may.includes(operation) ?? false;
}

/** @throws ApiProblem the service does not answer */
export async function openSession(): Promise<void> {
  // A refusal drops the token.
  const isAnonymous = accessToken.value === undefined;
  try {
    const found = await api.session();
    batch(() => {
      if (isAnonymous) isOpenWithoutToken.value = true;
      setOpen(found);
    });
  } catch (error) {
    const problem = problemFrom(error);
    if (problem.status !== 401) throw problem;
    if (isAnonymous) isOpenWithoutToken.value = false;
    endSession(isAnonymous ? undefined : problem);
  }
}

/** @throws ApiProblem nothing has changed */
export async function signIn(secret: string, isKept: boolean): Promise<void> {
  const found = await clientWith(secret).session();
  batch(() => {
    setAccessToken(secret, isKept);
    setOpen(found);
  });
}

function setOpen(found: Session): void {
  session.value = found;
  refusal.value = undefined;
  sessionState.value = 'open';
}

export function signOut(): void {
  endSession(undefined);
}

function endSession(problem: ApiProblem | undefined): void {
  if (accessToken.value !== undefined) void checkAnonymousAccess();
  batch(() => {
    setAccessToken(undefined, false);
    session.value = undefined;
    refusal.value = problem;
    sessionState.value = 'signed_out';
  });
}

/** With a token, the page never learned whether the service needs one. */
async function checkAnonymousAccess(): Promise<void> {
  try {
    await clientWith(undefined).session();
    isOpenWithoutToken.value = true;
  } catch (error) {
    if (problemFrom(error).status === 401) isOpenWithoutToken.value = false;
  }
}

/** For requests that must not end the current session. */
function clientWith(secret: string | undefined): ApiClient {
  return new ApiClient({ token: () => secret, onUnauthorized: () => undefined });
}
