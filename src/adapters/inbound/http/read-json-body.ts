import getRawBody from 'raw-body';
import type { Context } from 'koa';
import { UsageException } from '../../../domain/exceptions/usage-exception.ts';
import { HttpException } from './http-exception.ts';

export const MAX_BODY_BYTES = 65_536;

const JSON_TYPE = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?$/i;
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The JSON object of the body; `{}` without a body. Its fields are not checked here.
 *
 * @throws HttpException it is too long, compressed, or not declared as JSON
 * @throws UsageException it is not a JSON object
 */
export async function readJsonBody(context: Context): Promise<Readonly<Record<string, unknown>>> {
  if (context.req.readableDidRead || context.req.readableEnded) return bodyReadBefore(context);
  assertIdentity(context);
  const bytes = await readBytes(context);
  if (bytes.length === 0) return {};
  assertJson(context);
  return parseObject(bytes);
}

/** The result of a body parser of the embedding application. */
function bodyReadBefore(context: Context): Readonly<Record<string, unknown>> {
  const { headers } = context.req;
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (!hasBody) return {};
  assertJson(context);
  const { body } = context.request as { readonly body?: unknown };
  if (body !== undefined) return objectOf(body);
  throw new TypeError('the application read the request body and did not set ctx.request.body');
}

/** A page of another site can send forms and plain text without a preflight request, but not JSON. */
function assertJson(context: Context): void {
  if (!JSON_TYPE.test(context.get('Content-Type'))) {
    throw new HttpException('UNSUPPORTED_MEDIA_TYPE', 'the body must be application/json', {
      hint: 'Send it as UTF-8 with "Content-Type: application/json".',
      headers: { Accept: 'application/json' },
    });
  }
}

function assertIdentity(context: Context): void {
  const encoding = context.get('Content-Encoding');
  if (encoding === '' || encoding.toLowerCase() === 'identity') return;
  throw new HttpException('UNSUPPORTED_MEDIA_TYPE', 'the body must not be compressed', {
    hint: 'Leave Content-Encoding out.',
    headers: { 'Accept-Encoding': 'identity' },
  });
}

async function readBytes(context: Context): Promise<Buffer> {
  try {
    return await getRawBody(context.req, {
      limit: MAX_BODY_BYTES,
      length: context.get('Content-Length') === '' ? null : context.get('Content-Length'),
    });
  } catch (error) {
    switch ((error as getRawBody.RawBodyError).type) {
      case 'entity.too.large':
        throw new HttpException(
          'PAYLOAD_TOO_LARGE',
          `the body has more than ${String(MAX_BODY_BYTES)} bytes`,
          {
            hint: 'No request of this API needs a larger body.',
            headers: { Connection: 'close' },
          },
        );
      case 'request.aborted':
      case 'request.size.invalid':
        throw new HttpException('BAD_REQUEST', 'the body is incomplete', {
          hint: 'Send it again.',
          headers: { Connection: 'close' },
        });
      default:
        throw error;
    }
  }
}

function parseObject(bytes: Buffer): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(UTF8.decode(bytes));
  } catch {
    throw new UsageException('the body is not valid JSON', {
      hint: 'Send one JSON object in UTF-8, such as {"database": "app"}.',
    });
  }
  return objectOf(value);
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new UsageException('the body is not a JSON object', {
    hint: 'Send one JSON object, such as {"database": "app"}.',
  });
}
