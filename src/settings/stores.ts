import { MIB } from '../domain/units.ts';
import type { RetentionPolicy } from '../domain/retention/retention-policy.ts';
import type { MergedSettings } from './layer.ts';
import { ownRetentionPolicy } from './retention-policies.ts';
import { SecretSource } from './secret-source.ts';
import type { StoreEntry } from './store-entry.ts';

interface CommonStoreSettings {
  readonly name: string;
  /** The common policy with the store's own keys; `undefined` without such keys. */
  readonly retention: RetentionPolicy | undefined;
  readonly cleanupAfterCreate: boolean | undefined;
}

export interface DirectoryStoreSettings extends CommonStoreSettings {
  readonly type: 'directory';
  /** Absolute. */
  readonly path: string;
  readonly mustExist: boolean;
}

export interface S3StoreSettings extends CommonStoreSettings {
  readonly type: 's3';
  readonly bucket: string;
  readonly prefix: string | undefined;
  readonly endpoint: string | undefined;
  readonly region: string | undefined;
  readonly pathStyle: boolean;
  /** `undefined`: the SDK's own chain. */
  readonly credentials:
    | {
        readonly accessKeyId: string;
        readonly secretAccessKey: string;
        readonly sessionToken: string | undefined;
      }
    | undefined;
  /** Absolute. */
  readonly caFile: string | undefined;
  readonly partSizeBytes: number;
  readonly partsInFlight: number;
  readonly storageClass: string | undefined;
}

export interface SftpStoreSettings extends CommonStoreSettings {
  readonly type: 'sftp';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** On the server. */
  readonly path: string;
  readonly hostFingerprint: string;
  /** The text of the private key. */
  readonly privateKey: string | undefined;
  readonly passphrase: string | undefined;
  readonly password: string | undefined;
  /** Socket of an SSH agent. */
  readonly agent: string | undefined;
}

export type StoreSettings = DirectoryStoreSettings | S3StoreSettings | SftpStoreSettings;

const SSH_PORT = 22;
const PART_SIZE_MB = 8;
const PARTS_IN_FLIGHT = 4;

/** @throws ConfigurationException a secret is missing, given twice, or in an unreadable file */
export function storeSettings(merged: MergedSettings, env: NodeJS.ProcessEnv): readonly StoreSettings[] {
  return merged.values.stores.map((entry) => toStore(entry, merged, env));
}

function toStore(entry: StoreEntry, merged: MergedSettings, env: NodeJS.ProcessEnv): StoreSettings {
  const { name } = entry;
  const origin = merged.originOf.stores;
  const secrets = new SecretSource({ key: 'stores', noun: 'store', name, entry, origin, env });
  const retention = ownRetentionPolicy(entry, 'stores', merged);
  const common = { name, retention, cleanupAfterCreate: entry.cleanup_after_create };
  if (entry.type === 'directory') {
    const { type, path, must_exist: mustExist = false } = entry;
    return { ...common, type, path: secrets.path(path), mustExist };
  }
  return entry.type === 's3'
    ? { ...common, ...s3Store(entry, secrets) }
    : { ...common, ...sftpStore(entry, secrets, env) };
}

function s3Store(
  entry: StoreEntry & { type: 's3' },
  secrets: SecretSource,
): Omit<S3StoreSettings, keyof CommonStoreSettings> {
  const { type, bucket, prefix, endpoint, region, path_style: pathStyle = false } = entry;
  const { ca_file: caFile, part_size_mb: partSizeMb = PART_SIZE_MB } = entry;
  const { parts_in_flight: partsInFlight = PARTS_IN_FLIGHT, storage_class: storageClass } = entry;
  return {
    ...{ type, bucket, prefix, endpoint, region, pathStyle, partsInFlight, storageClass },
    credentials: s3Credentials(secrets),
    caFile: caFile === undefined ? undefined : secrets.path(caFile),
    partSizeBytes: partSizeMb * MIB,
  };
}

function s3Credentials(secrets: SecretSource): S3StoreSettings['credentials'] {
  const accessKeyId = secrets.secret('access_key_id');
  const secretAccessKey = secrets.secret('secret_access_key');
  const sessionToken = secrets.secret('session_token');
  if (accessKeyId === undefined && secretAccessKey === undefined && sessionToken === undefined) {
    return undefined;
  }
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    const missing = accessKeyId === undefined ? 'access_key_id' : 'secret_access_key';
    throw secrets.problem(`lacks "${missing}", "${missing}_file" or ${secrets.variable(missing)}`);
  }
  return { accessKeyId, secretAccessKey, sessionToken };
}

function sftpStore(
  entry: StoreEntry & { type: 'sftp' },
  secrets: SecretSource,
  env: NodeJS.ProcessEnv,
): Omit<SftpStoreSettings, keyof CommonStoreSettings> {
  const { type, host, port = SSH_PORT, user, path, host_fingerprint: hostFingerprint } = entry;
  const privateKey = secrets.secret('key');
  const password = secrets.secret('password');
  const agent = entry.agent ?? ((privateKey ?? password) ? undefined : env['SSH_AUTH_SOCK']);
  if (privateKey === undefined && password === undefined && agent === undefined) {
    throw secrets.problem(`lacks "key_file", "agent", "password_file" or ${secrets.variable('key')}`);
  }
  const passphrase = secrets.secret('key_passphrase');
  return { type, host, port, user, path, hostFingerprint, privateKey, passphrase, password, agent };
}
