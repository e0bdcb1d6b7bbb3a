import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { startServerProgram, type ServerProgram } from './server-program.ts';

const SMALLEST_PART_BYTES = 5 * 1024 * 1024;

export const S3_CREDENTIALS = { accessKeyId: 'test:tester', secretAccessKey: 'testing' };
/** Known to the server, without any right. */
export const S3_STRANGER = { accessKeyId: 'test:stranger', secretAccessKey: 'stranger-key' };
export const S3_REGION = 'us-east-1';

/** A server with the S3 API, on a free port of the loopback interface, with its own folder. */
export class S3Server {
  readonly endpoint: string;
  readonly #name: string;
  readonly #folder: string;
  readonly #client: S3Client;
  #program: ServerProgram;
  #buckets = 0;

  /** @param folder its content; removed by `stop` */
  constructor(name: string, folder: string, program: ServerProgram) {
    this.#name = name;
    this.#folder = folder;
    this.#program = program;
    this.endpoint = `http://127.0.0.1:${String(program.port)}`;
    this.#client = new S3Client({
      endpoint: this.endpoint,
      region: S3_REGION,
      credentials: S3_CREDENTIALS,
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }

  /** A new bucket; the server is ready when it answers. */
  async createBucket(): Promise<string> {
    this.#buckets += 1;
    const bucket = `bucket-${String(this.#buckets)}`;
    await this.#client.send(new CreateBucketCommand({ Bucket: bucket }));
    return bucket;
  }

  /** An upload with one part, as a killed process leaves it. Only Swift gives it an age. */
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

  /** Ends all server processes at once, as a power cut does. */
  kill(): Promise<void> {
    return this.#program.kill();
  }

  /** Starts again after `kill`, with the same port and content. Only Swift can. */
  async restart(): Promise<void> {
    this.#program = await startServerProgram(this.#name, this.#folder, String(this.#program.port));
  }

  async stop(): Promise<void> {
    this.#client.destroy();
    await this.kill();
    rmSync(this.#folder, { recursive: true });
  }
}

export function newServerFolder(): string {
  return mkdtempSync(join(tmpdir(), 's3-server-'));
}
