import { problemOfResponse, unreachable } from './api-problem.ts';
import type {
  Acknowledgement,
  BackupList,
  Calendar,
  ChangedBackup,
  Cleanup,
  Databases,
  DownloadForm,
  DownloadLink,
  Fleet,
  History,
  HistoryRun,
  Inspection,
  Job,
  JobList,
  RestorePlan,
  RunWithLog,
  Session,
  Statistics,
  Stores,
  TestedStore,
  VerificationLevel,
} from './types.ts';

interface ApiClientOptions {
  readonly token: () => string | undefined;
  /** Called after a 401: the session has ended. */
  readonly onUnauthorized: () => void;
  readonly fetch?: typeof fetch;
}

type Query = Readonly<Record<string, string | number | undefined>>;

interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Default: `api/backup`. */
  readonly root?: string;
  readonly query?: Query;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

export interface HistoryFilter {
  readonly database?: string | undefined;
  readonly operation?: string | undefined;
  readonly outcome?: HistoryRun['outcome'] | undefined;
  readonly limit?: number | undefined;
}

export interface CopyRequest {
  readonly filename: string;
  /** Names of stores. */
  readonly from: string;
  readonly to: string;
}

export type RestoreRequest =
  /** Without a store: the first good copy. */
  | { readonly filename: string; readonly store?: string | undefined }
  | { readonly database: string; readonly latest: true }
  | { readonly database: string; readonly before: string };

/** Relative to the page: a proxy may serve both under its own path. */
const ROOT = 'api/backup';
const STORES_ROOT = 'api/stores';
const FLEET_ROOT = 'api/fleet';
const AS_JOB = { Prefer: 'respond-async' };

/** Each call rejects with an `ApiProblem`, or with an `AbortError` after an abort. */
export class ApiClient {
  readonly #options: ApiClientOptions;

  constructor(options: ApiClientOptions) {
    this.#options = options;
  }

  session = (signal?: AbortSignal) => this.#json<Session>('/session', { signal });
  databases = (signal?: AbortSignal) => this.#json<Databases>('/databases', { signal });
  /** @param limit only this many of the newest */
  backups = (signal?: AbortSignal, limit?: number) =>
    this.#json<BackupList>('/list', { query: { limit }, signal });
  statistics = (signal?: AbortSignal) => this.#json<Statistics>('/stats', { signal });
  jobs = (signal?: AbortSignal) => this.#json<JobList>('/jobs', { signal });
  job = (id: string, signal?: AbortSignal) => this.#json<Job>(`/jobs/${segment(id)}`, { signal });
  calendar = (days: number, signal?: AbortSignal) =>
    this.#json<Calendar>('/calendar', { query: { days }, signal });
  history = (filter: HistoryFilter = {}, signal?: AbortSignal) =>
    this.#json<History>('/history', { query: { ...filter }, signal });
  run = (id: string, signal?: AbortSignal) => this.#json<RunWithLog>(`/history/${segment(id)}`, { signal });
  inspect = (filename: string, signal?: AbortSignal) =>
    this.#json<Inspection>(`/inspect/${segment(filename)}`, { signal });

  /** @param store default: the first remote store */
  fleet = (store?: string, signal?: AbortSignal) =>
    this.#json<Fleet>('', { root: FLEET_ROOT, query: { store }, signal });
  stores = (signal?: AbortSignal) => this.#json<Stores>('', { root: STORES_ROOT, signal });
  testStore = (name: string) =>
    this.#json<TestedStore>(`/${segment(name)}/test`, { root: STORES_ROOT, method: 'POST', body: {} });
  copy = (body: CopyRequest) => this.#json<Job>('/copy', { method: 'POST', body, headers: AS_JOB });
  sync = (body: { readonly store?: string } = {}) =>
    this.#json<Job>('/sync', { method: 'POST', body, headers: AS_JOB });

  create = (body: { readonly database?: string; readonly label?: string } = {}) =>
    this.#json<Job>('/create', { method: 'POST', body, headers: AS_JOB });
  /** @param store default: the service chooses the copy */
  verify = (filename: string, level: VerificationLevel, store?: string) =>
    this.#json<Job>(`/verify/${segment(filename)}`, { query: { level, store }, headers: AS_JOB });
  changeState = (filename: string, body: { readonly pinned?: boolean; readonly label?: string | null }) =>
    this.#json<ChangedBackup>(`/state/${segment(filename)}`, { method: 'PUT', body });
  adopt = (filename: string, body: { readonly database?: string } = {}) =>
    this.#json<Job>(`/adopt/${segment(filename)}`, { method: 'POST', body, headers: AS_JOB });
  acknowledge = (database: string) =>
    this.#json<Acknowledgement>(`/acknowledge/${segment(database)}`, { method: 'POST', body: {} });
  /** Removes nothing. */
  previewCleanup = (database?: string, signal?: AbortSignal) =>
    this.#json<Cleanup>('/cleanup', { method: 'POST', body: { database, dry_run: true }, signal });
  cleanUp = (database?: string) =>
    this.#json<Job>('/cleanup', { method: 'POST', body: { database }, headers: AS_JOB });
  /** Changes nothing. */
  planRestore = (request: RestoreRequest, signal?: AbortSignal) =>
    this.#json<RestorePlan>('/restore', { method: 'POST', body: { ...request, dry_run: true }, signal });
  restore = (request: RestoreRequest) =>
    this.#json<Job>('/restore', { method: 'POST', body: request, headers: AS_JOB });
  undoRestore = (database: string) =>
    this.#json<Job>('/undo', { method: 'POST', body: { database }, headers: AS_JOB });
  /** A link that a browser can follow once without a token. */
  downloadLink = (filename: string, form: DownloadForm) =>
    this.#json<DownloadLink>(`/download/${segment(filename)}?form=${form}`, { method: 'POST', body: {} });
  cancelJob = (id: string) => this.#json<Job>(`/jobs/${segment(id)}`, { method: 'DELETE' });

  events = (lastEventId: string | undefined, signal: AbortSignal): Promise<Response> =>
    this.#send('/events', {
      headers: {
        Accept: 'text/event-stream',
        ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }),
      },
      signal,
    });

  async #json<T>(path: string, call: Call): Promise<T> {
    const response = await this.#send(path, call);
    try {
      return (await response.json()) as T;
    } catch (error) {
      if (call.signal?.aborted === true) throw error;
      throw unreachable(error);
    }
  }

  async #send(path: string, call: Call): Promise<Response> {
    const { method = 'GET', root = ROOT, query, body, headers, signal } = call;
    const token = this.#options.token();
    const request: RequestInit = {
      method,
      headers: {
        Accept: 'application/json',
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      cache: 'no-store',
      credentials: 'same-origin',
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    };
    const response = await this.#fetch(`${root}${path}${queryText(query)}`, request);
    if (response.ok) return response;
    // The refused token may be an old one: another may be in use by now.
    if (response.status === 401 && token === this.#options.token()) this.#options.onUnauthorized();
    throw await problemOfResponse(response);
  }

  async #fetch(url: string, request: RequestInit): Promise<Response> {
    try {
      return await (this.#options.fetch ?? fetch)(url, request);
    } catch (error) {
      if (request.signal?.aborted === true) throw error;
      throw unreachable(error);
    }
  }
}

function segment(name: string): string {
  return encodeURIComponent(name);
}

function queryText(query: Query | undefined): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
