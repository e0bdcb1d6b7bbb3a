import { z } from 'zod';
import { RETENTION_SCHEMAS } from './database-entry.ts';
import {
  entry,
  environmentName,
  filledText,
  flag,
  path,
  text,
  textWith,
  unique,
  wholeNumber,
} from './value-schemas.ts';

/** The store of `backup_dir`. */
export const LOCAL_STORE = 'local';

const STORE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** The rules of Amazon S3, which other servers share or relax. */
const BUCKET_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/;
const PREFIX = /^(?!\/)(?!.*\/\/)(?!.*(^|\/)\.\.?(\/|$))[^\0-\x1f\\]{1,512}(?<!\/)$/;
const HOST = /^[A-Za-z0-9._:-]+$/;
const FINGERPRINT = /^SHA256:[A-Za-z0-9+/]{43}=?$/;
const MAX_PORT = 65_535;
/** S3 accepts parts from 5 MiB to 5 GiB; memory is the size times the parts in flight. */
const [MIN_PART_MB, MAX_PART_MB] = [5, 1024];
const NOT_AN_ENTRY = 'must be {"name": …, "type": …, …}';

const common = {
  name: text('must be 1 to 64 letters, digits, ".", "_" or "-", the first a letter or digit', (value) =>
    STORE_NAME.test(value),
  ).refine(
    (value) => value.toLowerCase() !== LOCAL_STORE,
    `must not be "${LOCAL_STORE}": that is backup_dir`,
  ),
  cleanup_after_create: flag.optional(),
  ...z.object(RETENTION_SCHEMAS).partial().shape,
};

const directory = entry(
  { type: z.literal('directory'), ...common, path, must_exist: flag.optional() },
  NOT_AN_ENTRY,
);

const s3 = entry(
  {
    type: z.literal('s3'),
    ...common,
    bucket: text('must be the name of a bucket', (value) => BUCKET_NAME.test(value)),
    prefix: text('must be a path such as backups/prod, without "/" at its ends', (value) =>
      PREFIX.test(value),
    ).optional(),
    endpoint: textWith('must be a text', endpointProblem).optional(),
    region: filledText.optional(),
    path_style: flag.optional(),
    access_key_id: filledText.optional(),
    access_key_id_file: path.optional(),
    secret_access_key: filledText.optional(),
    secret_access_key_file: path.optional(),
    session_token: filledText.optional(),
    session_token_file: path.optional(),
    ca_file: path.optional(),
    part_size_mb: wholeNumber(MIN_PART_MB, MAX_PART_MB).optional(),
    parts_in_flight: wholeNumber(1, 32).optional(),
    storage_class: filledText.optional(),
  },
  NOT_AN_ENTRY,
);

const sftp = entry(
  {
    type: z.literal('sftp'),
    ...common,
    host: text('must be the name or address of a host', (value) => HOST.test(value)),
    port: wholeNumber(1, MAX_PORT).optional(),
    user: filledText,
    path,
    key_file: path.optional(),
    key_passphrase: filledText.optional(),
    key_passphrase_file: path.optional(),
    password: filledText.optional(),
    password_file: path.optional(),
    agent: path.optional(),
    host_fingerprint: text(
      'must be the fingerprint of the host key, "SHA256:…", as ssh-keygen -lf prints it',
      (value) => FINGERPRINT.test(value),
    ),
  },
  NOT_AN_ENTRY,
);

const storeEntry = z.discriminatedUnion('type', [directory, s3, sftp], {
  error: ({ code }: z.core.$ZodRawIssue) =>
    code === 'invalid_union' ? 'must be one of directory, s3, sftp' : NOT_AN_ENTRY,
});

export type StoreEntry = z.output<typeof storeEntry>;

export const storeEntries = z
  .array(storeEntry, `must be a list of ${NOT_AN_ENTRY.slice('must be '.length)}`)
  .superRefine(unique(({ name }) => environmentName(name), 'has the name of another store'));

function endpointProblem(value: string): string | undefined {
  const parsed = URL.canParse(value) ? new URL(value) : undefined;
  if (parsed?.protocol !== 'https:' && parsed?.protocol !== 'http:') {
    return 'must be a URL that begins with https:// or http://';
  }
  if (parsed.username !== '' || parsed.password !== '') return 'must not hold a user or a password';
  return parsed.search === '' && parsed.hash === '' ? undefined : 'must not hold a query or fragment';
}
