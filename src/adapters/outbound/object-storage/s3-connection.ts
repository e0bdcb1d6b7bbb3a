import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type * as ClientS3 from '@aws-sdk/client-s3';
import type { S3, S3ClientConfig } from '@aws-sdk/client-s3';
import { StoreException } from '../../../domain/exceptions/store-exception.ts';
import { FIRST_CONTACT_MS, repeatWithin } from './repeat.ts';
import { isTransient, s3Failure } from './s3-failures.ts';
import { s3Location, type S3Options } from './s3-options.ts';

/** The part of the package that is used. */
type Sdk = Pick<typeof ClientS3, 'S3'>;

/** What a request needs. */
export interface S3Call {
  readonly s3: S3;
  readonly options: { readonly abortSignal?: AbortSignal };
}

const DEFAULT_TIMEOUT_MS = 120_000;
const MAX_CONNECT_MS = 10_000;
const SLICE_BYTES = 256 * 1024;
/** Idle connections are closed, open ones are limited by the calls. */
const KEEP_ALIVE = { keepAlive: true };

/** The client of one store: loaded and connected with the first request. Repeats requests and translates errors. */
export class S3Connection {
  readonly location: string;
  readonly #options: S3Options;
  /** For a request with its repetitions. */
  readonly timeoutMs: number;
  readonly #load: () => Promise<Sdk>;
  #client: Promise<S3> | undefined;
  #serverTime: Date | undefined;

  /** @param load for tests: loads the optional package */
  constructor(options: S3Options, load: () => Promise<Sdk> = () => import('@aws-sdk/client-s3')) {
    this.location = s3Location(options);
    this.#options = options;
    this.timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#load = load;
  }

  /** The time of the server in its newest answer. */
  get serverTime(): Date | undefined {
    return this.#serverTime;
  }

  /**
   * Sends a request, and again while the failure may pass and the time limit is not reached.
   * @param accept makes a result of a final failure, or nothing to throw it
   * @throws StoreException
   * @throws the signal's reason when it aborts
   */
  async send<Result>(
    request: (call: S3Call) => Promise<Result>,
    { signal, graceMs, timeoutMs = this.timeoutMs, accept }: SendOptions<Result> = {},
  ): Promise<Result> {
    const patientUntilMs = performance.now() + FIRST_CONTACT_MS;
    const mayPass = (error: unknown, attempt: number): boolean =>
      isTransient(error, attempt) && (this.#serverTime !== undefined || performance.now() < patientUntilMs);
    const limits = { timeoutMs, isTransient: mayPass, ...(signal && { signal }) };
    try {
      return await repeatWithin(limits, async () => {
        signal?.throwIfAborted();
        const s3 = await this.#connected();
        if (signal === undefined) return request({ s3, options: {} });
        const late = lateSignal(signal, graceMs);
        return request({ s3, options: { abortSignal: late.signal } }).finally(late.dispose);
      });
    } catch (error) {
      signal?.throwIfAborted();
      const accepted = accept?.(error);
      if (accepted !== undefined) return accepted.result;
      throw s3Failure(error, this.location);
    }
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    (await client?.catch(() => undefined))?.destroy();
  }

  #connected(): Promise<S3> {
    this.#client ??= this.#connect().catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    });
    return this.#client;
  }

  async #connect(): Promise<S3> {
    const { S3: Client } = await this.#loadSdk();
    const s3 = new Client(await this.#config());
    s3.middlewareStack.add(
      (next) => async (args) => {
        sendInSlices(args.request as { body?: unknown });
        const answer = await next(args);
        this.#observe(answer.response);
        return answer;
      },
      // Next to the connection: after the signature, and before an error is made of an answer.
      { step: 'deserialize', priority: 'low', name: 'connection' },
    );
    return s3;
  }

  async #loadSdk(): Promise<Sdk> {
    try {
      return await this.#load();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
      throw new StoreException('A store of the type s3 needs the package @aws-sdk/client-s3', {
        hint: 'Install it next to backup-manager: npm install @aws-sdk/client-s3 (with -g if backup-manager is installed with -g).',
        details: { location: this.location, reason: 'not_installed' },
        cause: error,
      });
    }
  }

  async #config(): Promise<S3ClientConfig> {
    const { endpoint, region, pathStyle = false, caFile } = this.#options;
    // A request without an answer takes half of the time limit: it is repeated at least once.
    const idleMs = Math.ceil(this.timeoutMs / 2);
    const ca = caFile === undefined ? undefined : await this.#readCertificates(caFile);
    // Loaded here: importing node:http takes every command 30 ms.
    const [{ Agent: HttpAgent }, { Agent: HttpsAgent }] = [
      await import('node:http'),
      await import('node:https'),
    ];
    return {
      ...(endpoint !== undefined && { endpoint, region: region ?? 'us-east-1' }),
      ...(region !== undefined && { region }),
      ...credentialsOf(this.#options),
      forcePathStyle: pathStyle,
      // Other servers than AWS refuse the newer checksums. Our own SHA-256 checks the content.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      // Requests are repeated here: with a time limit, and after a broken answer as well.
      maxAttempts: 1,
      // It would need a new connection for every part.
      expectContinueHeader: false,
      requestHandler: {
        connectionTimeout: Math.min(idleMs, MAX_CONNECT_MS),
        socketTimeout: idleMs,
        httpAgent: new HttpAgent(KEEP_ALIVE),
        httpsAgent: new HttpsAgent({ ...KEEP_ALIVE, ...(ca && { ca }) }),
      },
    };
  }

  async #readCertificates(path: string): Promise<Buffer> {
    try {
      return await readFile(path);
    } catch (error) {
      throw new StoreException(`Cannot read the certificates of ${this.location} (${path})`, {
        hint: 'Correct ca_file: a file with certificates in the PEM format that this user may read.',
        details: { location: this.location, reason: 'other', path },
        cause: error,
      });
    }
  }

  #observe(response: unknown): void {
    const { headers } = response as { readonly headers?: Readonly<Record<string, string | undefined>> };
    const time = new Date(headers?.['date'] ?? '');
    if (!Number.isNaN(time.getTime())) this.#serverTime = time;
  }
}

export interface SendOptions<Result> {
  readonly signal?: AbortSignal;
  /** Default: the time limit of the store. */
  readonly timeoutMs?: number;
  /**
   * Default: none. A request that is running when the signal aborts has this time to finish: the server may do
   * anyway what was sent, and only its answer shows it.
   */
  readonly graceMs?: number;
  readonly accept?: (error: unknown) => { readonly result: Result } | undefined;
}

function credentialsOf({
  accessKeyId,
  secretAccessKey,
  sessionToken,
}: S3Options): Pick<S3ClientConfig, 'credentials'> {
  if (accessKeyId === undefined || secretAccessKey === undefined) return {};
  return {
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
  };
}

/** TLS would encrypt a whole part at once, which doubles its memory. */
function sendInSlices(request: { body?: unknown }): void {
  const { body } = request;
  if (body instanceof Uint8Array && body.length > SLICE_BYTES)
    request.body = Readable.from(slicesOf(body), { objectMode: false });
}

function* slicesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += SLICE_BYTES)
    yield bytes.subarray(start, start + SLICE_BYTES);
}

/** Aborts this much later. */
function lateSignal(
  signal: AbortSignal,
  graceMs: number | undefined,
): { readonly signal: AbortSignal; readonly dispose: () => void } {
  if (graceMs === undefined) return { signal, dispose: () => undefined };
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    timer = setTimeout(() => {
      late.abort(signal.reason);
    }, graceMs);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    signal: late.signal,
    dispose: () => {
      signal.removeEventListener('abort', onAbort);
      clearTimeout(timer);
    },
  };
}
