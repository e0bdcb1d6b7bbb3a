import { StoreException, type StoreProblem } from '../../../domain/exceptions/store-exception.ts';

/** The parts of an error of the SDK, Node or the server that are used. */
interface S3Error {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly clockSkewCorrected?: boolean };
}

/** Codes of servers, and what they mean. Source: the S3 API's list of error codes; Swift, Ceph, MinIO. */
const PROBLEMS: Readonly<Partial<Record<StoreProblem, readonly string[]>>> = {
  credentials: [
    'InvalidAccessKeyId',
    'SignatureDoesNotMatch',
    'ExpiredToken',
    'InvalidToken',
    'TokenRefreshRequired',
    'InvalidSecurity',
    'NotSignedUp',
    'CredentialsProviderError',
    'TokenProviderError',
  ],
  permission: ['AccessDenied', 'AllAccessDisabled', 'AccountProblem'],
  missing: ['NoSuchBucket'],
  no_space: ['QuotaExceeded', 'EntityTooLarge', 'XMinioStorageFull', 'InsufficientCapacity'],
  clock: ['RequestTimeTooSkewed', 'RequestExpired', 'RequestInTheFuture'],
  protected: ['ObjectLocked', 'ObjectUnderRetention'],
  timeout: ['TimeoutError', 'RequestTimeout', 'ETIMEDOUT'],
  busy: [
    'SlowDown',
    'ServiceUnavailable',
    'InternalError',
    'InternalServerError',
    'OperationAborted',
    'ThrottlingException',
    'TooManyRequests',
    'TooManyRequestsException',
    'BandwidthLimitExceeded',
  ],
  unreachable: [
    'ECONNRESET',
    'ECONNREFUSED',
    'ECONNABORTED',
    'EPIPE',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENETDOWN',
    'EAI_AGAIN',
    'ENOTFOUND',
    'ERR_STREAM_PREMATURE_CLOSE',
  ],
};

const PROBLEM_OF_CODE = new Map(
  Object.entries(PROBLEMS).flatMap(([problem, codes]) =>
    codes.map((code) => [code, problem as StoreProblem] as const),
  ),
);

const PROBLEM_OF_STATUS: Readonly<Record<number, StoreProblem>> = {
  401: 'credentials',
  403: 'permission',
  404: 'missing',
  413: 'no_space',
  429: 'busy',
  507: 'no_space',
};

/** Node's names for a certificate that is not accepted. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/;
const TRANSIENT: readonly StoreProblem[] = ['busy', 'timeout', 'unreachable'];

const TEXTS: Readonly<Record<StoreProblem, readonly [message: string, hint: string]>> = {
  unreachable: [
    'cannot be reached',
    'Check endpoint and network, and that the server is running. The next run tries again.',
  ],
  timeout: ['did not answer in time', 'Check network and server. The next run tries again.'],
  busy: [
    'answered with errors until the time limit',
    'The server is overloaded or has a fault. Try again later.',
  ],
  credentials: [
    'does not accept the credentials',
    'Check access_key_id, the secret access key and the region; replace an expired key.',
  ],
  permission: [
    'does not permit this',
    'Give the key the rights to list the bucket and to get, put and delete objects below the prefix.',
  ],
  missing: ['does not exist', 'Create the bucket, or correct bucket, endpoint and region.'],
  no_space: ['has no more space', 'Raise the quota or the size limit of the bucket, or remove objects.'],
  clock: ['does not accept the time of this host', 'Synchronise the clock of this host (timedatectl).'],
  protected: ['protects the object', 'Wait until the retention of the object lock ends.'],
  not_installed: ['needs a package', 'Install the package @aws-sdk/client-s3.'],
  other: ['cannot be used', 'Check bucket, endpoint and region, and read the log of the server.'],
};

const CERTIFICATE_HINT =
  'Set ca_file to the certificate of the authority that signed it, or renew it. The host name must match.';
const REGION_HINT = 'Set region to the region of the bucket.';

/** Whether the same request can succeed a little later. */
export function isTransient(error: unknown, attempt = 1): boolean {
  if (error instanceof StoreException) return false;
  const { code, $metadata } = partsOf(error);
  // The SDK has corrected its clock by the time of the server: once more.
  if ($metadata?.clockSkewCorrected === true) return attempt === 1;
  // A host name that does not exist is a wrong setting more often than a fault.
  return code !== 'ENOTFOUND' && TRANSIENT.includes(problemOf(error));
}

/** True when the object does not exist; a missing bucket is another error. */
export function isMissingObject(error: unknown): boolean {
  return ['NoSuchKey', 'NotFound'].includes(partsOf(error).name ?? '');
}

/** An object without bytes has no range that could be read. */
export function isEmptyObject(error: unknown): boolean {
  const { name, $metadata } = partsOf(error);
  return name === 'InvalidRange' || $metadata?.httpStatusCode === 416;
}

/** Swift names the upload of a finished object `NoSuchKey`. */
export function isMissingUpload(error: unknown): boolean {
  return ['NoSuchUpload', 'NoSuchKey'].includes(partsOf(error).name ?? '');
}

/** True when the server does not have the operation at all. */
export function isNotImplemented(error: unknown): boolean {
  const { name, $metadata } = partsOf(error);
  return name === 'NotImplemented' || $metadata?.httpStatusCode === 501;
}

export function problemOf(error: unknown): StoreProblem {
  const { name = '', code = '', message = '', $metadata } = partsOf(error);
  if (CERTIFICATE.test(code)) return 'credentials';
  // The SDK gives some errors of Node a name of its own: the code is more exact.
  const listed = PROBLEM_OF_CODE.get(code) ?? PROBLEM_OF_CODE.get(name);
  if (listed !== undefined) return listed;
  const status = $metadata?.httpStatusCode ?? 0;
  // Node names an answer that breaks off "aborted". The SDK cannot parse an answer that is damaged on its way.
  if (message === 'aborted' || (status >= 200 && status < 300)) return 'unreachable';
  const known = PROBLEM_OF_STATUS[status];
  return known ?? (status >= 500 && status !== 501 ? 'busy' : 'other');
}

/**
 * The failure as the operator reads it. It takes only the code of the server's answer: its text may repeat parts of
 * the request.
 */
export function s3Failure(error: unknown, location: string): StoreException {
  if (error instanceof StoreException) return error;
  const reason = problemOf(error);
  const { code, $metadata } = partsOf(error);
  const [message, hint] = TEXTS[reason];
  const name = codeOf(error);
  return new StoreException(`${location} ${message}${name === '' ? '' : ` (${name})`}`, {
    hint: hintOf(error) ?? hint,
    details: {
      location,
      reason,
      ...(name !== '' && { code: name }),
      ...($metadata?.httpStatusCode !== undefined && { status: $metadata.httpStatusCode }),
    },
    // An error of Node has no request in it; one of the SDK may.
    ...(code !== undefined && $metadata === undefined && { cause: error }),
  });
}

function hintOf(error: unknown): string | undefined {
  const { name = '', code = '', message = '' } = partsOf(error);
  if (CERTIFICATE.test(code)) return CERTIFICATE_HINT;
  if (
    ['PermanentRedirect', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraintException'].includes(name)
  )
    return REGION_HINT;
  return message === 'Region is missing' ? REGION_HINT : undefined;
}

function codeOf(error: unknown): string {
  const { code, name = '' } = partsOf(error);
  const text = code ?? name;
  if (['Error', 'Unknown', 'UnknownError'].includes(text)) return '';
  return /^[\w.-]{1,64}$/.test(text) ? text : '';
}

function partsOf(error: unknown): S3Error {
  return typeof error === 'object' && error !== null ? error : {};
}
