import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { after, before } from 'mocha';

const PROGRAM = fileURLToPath(new URL('servers/swift_server.py', import.meta.url));
/** Debian's own: it has the package python3-swift. */
const PYTHON = '/usr/bin/python3';
const SMALLEST_PART_BYTES = 5 * 1024 * 1024;

export const SWIFT_CREDENTIALS = { accessKeyId: 'test:tester', secretAccessKey: 'testing' };
/** Known to the server, without any right. */
export const SWIFT_STRANGER = { accessKeyId: 'test:stranger', secretAccessKey: 'stranger-key' };
export const SWIFT_REGION = 'us-east-1';

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** OpenStack Swift with its S3 API, on a free port of the loopback interface, with its own folder. */
export class SwiftServer {
  readonly #folder: string;
  readonly #client: S3Client;
  readonly endpoint: string;
  #child: Child;
  #buckets = 0;

  private constructor(child: Child, folder: string, port: number) {
    this.#child = child;
    this.#folder = folder;
    this.endpoint = `http://127.0.0.1:${String(port)}`;
    this.#client = new S3Client({
      endpoint: this.endpoint,
      region: SWIFT_REGION,
      credentials: SWIFT_CREDENTIALS,
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }

  static async start(): Promise<SwiftServer> {
    const folder = mkdtempSync(join(tmpdir(), 'swift-'));
    const { child, port } = await startProgram(folder);
    return new SwiftServer(child, folder, port);
  }

  /** A new bucket; the server is ready when it answers. */
  async createBucket(): Promise<string> {
    this.#buckets += 1;
    const bucket = `bucket-${String(this.#buckets)}`;
    await this.#client.send(new CreateBucketCommand({ Bucket: bucket }));
    return bucket;
  }

  /** Ends all server processes at once, as a power cut does. */
  async kill(): Promise<void> {
    const closed = once(this.#child, 'close');
    this.#child.stdin.end();
    await closed;
  }

  /** Starts again after `kill`, with the same port and content. */
  async restart(): Promise<void> {
    ({ child: this.#child } = await startProgram(this.#folder, Number(new URL(this.endpoint).port)));
  }

  /** An upload with one part, as a killed process leaves it. */
  async leaveUnfinishedUpload(bucket: string, key: string, ageMs: number): Promise<void> {
    const create = new CreateMultipartUploadCommand({ Bucket: bucket, Key: key });
    const time = ((Date.now() - ageMs) / 1000).toFixed(5);
    create.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers['x-timestamp'] = time;
        return next(args);
      },
      { step: 'build' },
    );
    const { UploadId } = await this.#client.send(create);
    const part = { Bucket: bucket, Key: key, UploadId, PartNumber: 1 };
    await this.#client.send(new UploadPartCommand({ ...part, Body: Buffer.alloc(SMALLEST_PART_BYTES) }));
  }

  async unfinishedUploads(bucket: string): Promise<readonly string[]> {
    const { Uploads = [] } = await this.#client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
    return Uploads.map(({ Key }) => Key ?? '');
  }

  /** No more than this many bytes fit into the bucket. */
  async setQuota(bucket: string, bytes: number): Promise<void> {
    const login = await fetch(`${this.endpoint}/auth/v1.0`, {
      headers: {
        'x-auth-user': SWIFT_CREDENTIALS.accessKeyId,
        'x-auth-key': SWIFT_CREDENTIALS.secretAccessKey,
      },
    });
    const storage = login.headers.get('x-storage-url') ?? '';
    const headers = {
      'x-auth-token': login.headers.get('x-auth-token') ?? '',
      'x-container-meta-quota-bytes': String(bytes),
    };
    // Swift keeps the parts of uploads in a second container.
    for (const container of [bucket, `${bucket}+segments`]) {
      const answer = await fetch(`${storage}/${container}`, { method: 'PUT', headers });
      if (!answer.ok) throw new Error(`cannot set the quota of ${container}: ${String(answer.status)}`);
    }
  }

  async stop(): Promise<void> {
    this.#client.destroy();
    await this.kill();
    rmSync(this.#folder, { recursive: true });
  }
}

/** One server for the tests of a file. */
export function useSwiftServer(): () => SwiftServer {
  let server: SwiftServer | undefined;
  before(async () => {
    server = await SwiftServer.start();
  });
  after(() => server?.stop());
  return () => {
    if (server === undefined) throw new Error('the server runs only during the tests');
    return server;
  };
}

async function startProgram(folder: string, port = 0): Promise<{ child: Child; port: number }> {
  const child = spawn(PYTHON, [PROGRAM, folder, String(port)], { stdio: ['pipe', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [line] = (await Promise.race([once(child.stdout, 'data'), once(child, 'close')])) as unknown[];
  if (!Buffer.isBuffer(line))
    throw new Error(`Swift did not start; config/tooling/install-test-tools.sh installs it: ${stderr}`);
  return { child, port: (JSON.parse(line.toString()) as { port: number }).port };
}
