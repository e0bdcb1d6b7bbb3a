import { batch, signal } from '@preact/signals';
import { ApiClient } from '../api/api-client.ts';
import { ApiProblem, problemFrom } from '../api/api-problem.ts';
import type { Session } from '../api/types.ts';
import { accessToken, dropAccessToken, takeAccessToken } from './access-token.ts';

/** `unknown` until the service has said who we are. */
export type SessionState = 'unknown' | 'open' | 'signed_out';

export const sessionState = signal<SessionState>('unknown');
/** Who the service takes us for, and what we may do. */
export const session = signal<Session | undefined>(undefined);
/** Whether the service lets this caller in without a token, as far as that was seen. */
export const isOpenWithoutToken = signal(false);
/** Why signing in is asked for, where it was not the person who signed out. */
export const refusal = signal<ApiProblem | undefined>(undefined);

export const api = new ApiClient({
  token: () => accessToken.value,
  onUnauthorized: () => {
    // What was still under way when somebody signed out is refused too; that says nothing new.
    if (sessionState.value === 'signed_out') return;
    endSession(new ApiProblem('the token is not accepted any more', { code: 'UNAUTHORIZED', status: 401 }));
  },
});

/** What the service lets this caller do, by the operation's id in its OpenAPI document. */
export type OperationId =
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
  | 'inspectBackup';

/** Whether to offer it; the service is who decides. */
export function may(operation: OperationId): boolean {
  return session.value?.may.includes(operation) ?? false;
}

/**
 * Asks who we are.
 * @throws ApiProblem the service does not answer; a refusal is no failure but an answer
 */
export async function openSession(): Promise<void> {
  // A refusal drops the token.
  const isAnonymous = accessToken.value === undefined;
  try {
    const found = await api.session();
    batch(() => {
      if (isAnonymous) isOpenWithoutToken.value = true;
      session.value = found;
      refusal.value = undefined;
      sessionState.value = 'open';
    });
  } catch (error) {
    const problem = problemFrom(error);
    if (problem.status !== 401) throw problem;
    if (isAnonymous) isOpenWithoutToken.value = false;
    endSession(isAnonymous ? undefined : problem);
  }
}

/** @throws ApiProblem the token is refused, or the service does not answer: nothing has changed */
export async function signIn(secret: string, isKept: boolean): Promise<void> {
  const found = await clientWith(secret).session();
  batch(() => {
    takeAccessToken(secret, isKept);
    session.value = found;
    refusal.value = undefined;
    sessionState.value = 'open';
  });
}

export function signOut(): void {
  endSession(undefined);
}

function endSession(problem: ApiProblem | undefined): void {
  if (accessToken.value !== undefined) void findOutIfOpen();
  batch(() => {
    dropAccessToken();
    session.value = undefined;
    refusal.value = problem;
    sessionState.value = 'signed_out';
  });
}

/** Who came with a token has never seen whether one can look around without. */
async function findOutIfOpen(): Promise<void> {
  try {
    await clientWith(undefined).session();
    isOpenWithoutToken.value = true;
  } catch (error) {
    if (problemFrom(error).status === 401) isOpenWithoutToken.value = false;
  }
}

/** For a question beside the session, which no answer to it ends. */
function clientWith(secret: string | undefined): ApiClient {
  return new ApiClient({ token: () => secret, onUnauthorized: () => undefined });
}
