import { Readable } from 'node:stream';
import { z } from 'zod';
import type { DownloadableBackup } from '../../../../application/download-backup.ts';
import { downloadLinkQuery, downloadLinkSchema, downloadQuery } from '../../documents/download.ts';
import { filename as filenameField } from '../../documents/fields.ts';
import { HttpException } from '../http-exception.ts';
import type { HttpServices } from '../http-services.ts';
import type { RouteContext } from '../route-context.ts';
import { type ApiOperation, operation } from './api-operation.ts';
import { sendDatabase } from './download-database.ts';
import { DownloadTickets } from './download-tickets.ts';
import { listedBackup } from './listed-backup.ts';

type Services = Pick<HttpServices, 'findCopy' | 'inStore' | 'streamBackup' | 'clock'>;

const PATH = '/api/backup/download/:filename';
const MEDIA_TYPE = 'application/octet-stream';

const COMMON = {
  path: PATH,
  tag: 'restore',
  scope: 'admin',
  withoutToken: 'nobody',
  params: z.strictObject({ filename: filenameField }),
} as const;

const HEADERS = {
  ETag: 'The SHA-256 of the stored file, quoted',
  'Repr-Digest': 'The digest of the whole file in the form of RFC 9530: `sha-256=:...:`',
  'Accept-Ranges': '`bytes`',
  'Content-Disposition': 'The file name',
} as const;

export function downloadOperations(services: Services): readonly ApiOperation[] {
  const tickets = new DownloadTickets(services.clock);
  return [downloadOperation(services, tickets), linkOperation(services, tickets)];
}

function downloadOperation(services: Services, tickets: DownloadTickets): ApiOperation {
  return operation({
    ...COMMON,
    id: 'downloadBackup',
    method: 'GET',
    audit: 'download',
    isSafe: true,
    summary: 'The stored file of a backup, or the database in it',
    description:
      'Of the stored file one range per request; a request for several ranges gets the whole file. ' +
      'The database (`form=database`) has no ranges and no length. It is verified while it is sent: if it differs from ' +
      'its record, the response is aborted.',
    headers: {
      Range: 'One range of bytes',
      'If-Range': 'ETag of the range; with another ETag the response is the whole file',
      'If-None-Match': 'ETags that the caller already has',
    },
    query: downloadQuery,
    admit: (context) => {
      const { ticket } = context.query;
      // HEAD must not use up the link.
      return typeof ticket === 'string' && context.method === 'GET'
        ? tickets.redeem(ticket, String(context.params['filename']))
        : undefined;
    },
    answers: {
      200: { description: 'The whole file', mediaType: MEDIA_TYPE, schema: z.string(), headers: HEADERS },
      206: {
        description: 'The range',
        mediaType: MEDIA_TYPE,
        schema: z.string(),
        headers: { ...HEADERS, 'Content-Range': 'The range and the size of the file' },
      },
      304: { description: 'The caller already has the file', headers: { ETag: HEADERS.ETag } },
    },
    problems: [404, 409, 416, 422, 500, 502, 504],
    handle: async ({ params, query, context }) => {
      if (query.form === 'database') {
        const copy = await listedBackup(services, params.filename, query.store);
        context.state.auditTarget = copy.backup.filename;
        await sendDatabase(context, services, copy, query.store);
        return undefined;
      }
      const found = await openBackup(services, params.filename, query.store);
      context.state.auditTarget = found.backup.filename;
      try {
        send(context, found);
      } catch (error) {
        await found.artifact.close();
        throw error;
      }
      if (!(context.body instanceof Readable)) await found.artifact.close();
      return undefined;
    },
  });
}

function linkOperation(services: Services, tickets: DownloadTickets): ApiOperation {
  return operation({
    ...COMMON,
    id: 'createDownloadLink',
    method: 'POST',
    audit: 'download-link',
    isSafe: false,
    summary: 'A one-time link to the stored file or the database, valid for one minute',
    query: downloadLinkQuery,
    body: z.strictObject({}),
    answers: {
      201: {
        description: 'The link, relative to this host',
        schema: downloadLinkSchema,
        example: {
          url: '/api/backup/download/app-20261122T210800123Z.db.gz?ticket=8sJ0bJt8GpZk3s9Qb1vWm2uXn4yYc6zZd7aAe8fFg9h',
          expires_at: '2026-11-22T21:09:00.123Z',
        },
      },
    },
    problems: [404, 422, 500, 502],
    handle: async ({ params, query: { store, form }, context }) => {
      const { backup, artifact } = await openBackup(services, params.filename, store);
      await artifact.close();
      context.state.auditTarget = backup.filename;
      const { mountPath, caller } = context.state;
      const { secret, expiresAt } = tickets.issue(backup.filename, caller.name);
      const from = store === undefined ? '' : `&store=${encodeURIComponent(store)}`;
      const as = form === 'stored' ? '' : `&form=${form}`;
      const name = encodeURIComponent(backup.filename);
      const url = `${mountPath}/api/backup/download/${name}?ticket=${secret}${from}${as}`;
      return { status: 201, body: { url, expires_at: expiresAt.toISOString() } };
    },
  });
}

async function openBackup(
  services: Services,
  filename: string,
  store: string | undefined,
): Promise<DownloadableBackup> {
  const found = await listedBackup(services, filename, store);
  return services.inStore(found.store).downloadBackup.execute({ filename });
}

/** @throws HttpException the range starts after the end */
function send(context: RouteContext, found: DownloadableBackup): void {
  const { sizeBytes } = found.artifact;
  describe(context, found);
  if (context.fresh) {
    context.status = 304;
    return;
  }
  const range = requestedRange(context, sizeBytes);
  if (range === 'unsatisfiable') {
    throw new HttpException('RANGE_NOT_SATISFIABLE', `the file has ${String(sizeBytes)} bytes`, {
      hint: 'Request a range within the file.',
      headers: { 'Content-Range': `bytes */${String(sizeBytes)}` },
    });
  }
  if (range !== undefined) {
    context.status = 206;
    context.set(
      'Content-Range',
      `bytes ${String(range.start)}-${String(range.end - 1)}/${String(sizeBytes)}`,
    );
  }
  sendBytes(context, found, range ?? { start: 0, end: sizeBytes });
}

function describe(context: RouteContext, { backup, storedSha256 }: DownloadableBackup): void {
  context.status = 200;
  context.attachment(backup.filename);
  context.type = MEDIA_TYPE;
  context.etag = storedSha256;
  context.set('Accept-Ranges', 'bytes');
  context.set('Repr-Digest', `sha-256=:${Buffer.from(storedSha256, 'hex').toString('base64')}:`);
}

/** With another ETag, the caller would join parts of two files. */
function requestedRange(context: RouteContext, sizeBytes: number): ByteRange | 'unsatisfiable' | undefined {
  const ifRange = context.get('If-Range');
  const isSameFile = ifRange === '' || ifRange === context.response.get('ETag');
  return isSameFile && context.method === 'GET' ? byteRange(context.get('Range'), sizeBytes) : undefined;
}

function sendBytes(context: RouteContext, { artifact }: DownloadableBackup, { start, end }: ByteRange): void {
  context.length = end - start;
  if (context.method === 'HEAD') return;
  const stream = Readable.from(artifact.read(start, end), { objectMode: false });
  stream.once('close', () => {
    void artifact.close();
  });
  context.body = stream;
  context.type = MEDIA_TYPE;
  context.length = end - start;
}

/** `end` is exclusive. */
interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const ONE_RANGE = /^bytes=(?<first>\d{0,15})-(?<last>\d{0,15})$/i;

/**
 * One range of a `Range` header. Several ranges, other units and invalid headers are ignored (`undefined`), as RFC 9110
 * permits. `unsatisfiable`: the range starts after the end.
 */
function byteRange(header: string, sizeBytes: number): ByteRange | 'unsatisfiable' | undefined {
  const { first = '', last = '' } = ONE_RANGE.exec(header)?.groups ?? {};
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const suffixBytes = Math.min(Number(last), sizeBytes);
    return suffixBytes === 0 ? 'unsatisfiable' : { start: sizeBytes - suffixBytes, end: sizeBytes };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= sizeBytes) return 'unsatisfiable';
  return { start, end: last === '' ? sizeBytes : Math.min(Number(last) + 1, sizeBytes) };
}
