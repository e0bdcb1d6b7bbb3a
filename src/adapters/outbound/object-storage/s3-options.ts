export interface S3Options {
  readonly bucket: string;
  /** Default: none. Objects are `<prefix>/<key>`. */
  readonly prefix?: string | undefined;
  /** Default: AWS. */
  readonly endpoint?: string | undefined;
  /** Default: `us-east-1` with an endpoint, else from the environment. */
  readonly region?: string | undefined;
  /** Default: false. True for a server that has buckets as folders instead of host names. */
  readonly pathStyle?: boolean | undefined;
  /** Default: the chain of the AWS SDK: environment, files, the role of the machine. */
  readonly accessKeyId?: string | undefined;
  readonly secretAccessKey?: string | undefined;
  readonly sessionToken?: string | undefined;
  /** Certificates (PEM) that replace the built-in ones. */
  readonly caFile?: string | undefined;
  /** Default: 8 MiB; at least 5 MiB. More for an object that would have over 10,000 parts. */
  readonly partSizeBytes?: number | undefined;
  /** Default: 4. An upload needs the memory of one part more. */
  readonly partsInFlight?: number | undefined;
  /** Default: the bucket's. */
  readonly storageClass?: string | undefined;
  /** Default: 120,000. For each request with its repetitions. */
  readonly timeoutMs?: number | undefined;
}

/** Without `/` at its ends. */
export function s3Prefix({ prefix = '' }: S3Options): string {
  return prefix.replace(/^\/+|\/+$/g, '');
}

export function s3Location(options: S3Options): string {
  const prefix = s3Prefix(options);
  return `s3://${options.bucket}${prefix === '' ? '' : `/${prefix}`}`;
}
