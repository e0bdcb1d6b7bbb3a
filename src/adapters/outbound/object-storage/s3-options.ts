export interface S3Options {
  readonly bucket: string;
  /** Default: none. Objects are `<prefix>/<key>`. */
  readonly prefix?: string;
  /** Default: AWS. */
  readonly endpoint?: string;
  /** Default: `us-east-1` with an endpoint, else from the environment. */
  readonly region?: string;
  /** Default: false. True for a server that has buckets as folders instead of host names. */
  readonly pathStyle?: boolean;
  /** Default: the chain of the AWS SDK: environment, files, the role of the machine. */
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly sessionToken?: string;
  /** Certificates (PEM) that replace the built-in ones. */
  readonly caFile?: string;
  /** Default: 8 MiB; at least 5 MiB. More for an object that would have over 10,000 parts. */
  readonly partSizeBytes?: number;
  /** Default: 4. An upload needs the memory of one part more. */
  readonly partsInFlight?: number;
  /** Default: the bucket's. */
  readonly storageClass?: string;
  /** Default: 120,000. For each request with its repetitions. */
  readonly timeoutMs?: number;
}

/** Without `/` at its ends. */
export function s3Prefix({ prefix = '' }: S3Options): string {
  return prefix.replace(/^\/+|\/+$/g, '');
}

export function s3Location(options: S3Options): string {
  const prefix = s3Prefix(options);
  return `s3://${options.bucket}${prefix === '' ? '' : `/${prefix}`}`;
}
