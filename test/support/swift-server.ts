import { after, before } from 'mocha';
import { newServerFolder, S3_CREDENTIALS, S3Server } from './s3-server.ts';
import { startServerProgram } from './server-program.ts';

const PROGRAM = 'swift_server.py';

/** OpenStack Swift with its S3 API. `config/tooling/install-test-tools.sh` installs it. */
export class SwiftServer extends S3Server {
  static async start(): Promise<SwiftServer> {
    const folder = newServerFolder();
    return new SwiftServer(PROGRAM, folder, await startServerProgram(PROGRAM, folder));
  }

  /** No more than this many bytes fit into the bucket. */
  async setQuota(bucket: string, bytes: number): Promise<void> {
    const { accessKeyId, secretAccessKey } = S3_CREDENTIALS;
    const login = await fetch(`${this.endpoint}/auth/v1.0`, {
      headers: { 'x-auth-user': accessKeyId, 'x-auth-key': secretAccessKey },
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
}

/** One server for the tests of a file: Swift, or Ceph with S3_TEST_SERVER=ceph. */
export function useS3Server(): () => S3Server {
  let server: S3Server | undefined;
  before(async () => {
    server = await (process.env['S3_TEST_SERVER'] === 'ceph' ? startCeph() : SwiftServer.start());
  });
  after(() => server?.stop());
  return () => {
    if (server === undefined) throw new Error('the server runs only during the tests');
    return server;
  };
}

async function startCeph(): Promise<S3Server> {
  const program = 'ceph_server.py';
  const folder = newServerFolder();
  return new S3Server(program, folder, await startServerProgram(program, folder));
}
