import type { JsonObject } from '../../../../application/documents/json-object.ts';
import { SCOPES } from '../../../../domain/access/scope.ts';
import type { ApiOperation } from '../routes/api-operation.ts';
import { componentSchemas } from './json-schema.ts';
import { operationObject } from './operation-object.ts';

const DESCRIPTION = `The backups of live SQLite databases: made, proved, kept and put back.

Failures are problem documents (RFC 9457) with a stable \`code\` and a \`hint\`. Parameters and fields that are not
described are refused with 400. Work can be done in the background: \`Prefer: respond-async\`.`;

const SECURITY_DESCRIPTION = `A token made by \`backup-manager token create\`. Its scope covers those before it:
${SCOPES.join(', ')}. Each operation names the one that it needs in \`x-scope\`. Bound to loopback, without a configured
token, operations with \`x-without-token: local\` are open to local callers.`;

/**
 * The OpenAPI 3.1 document of the operations.
 * @param mountPath where the paths begin, e.g. `/admin`; empty at the root
 */
export function openApiDocument(
  operations: readonly ApiOperation[],
  version: string,
  mountPath: string,
): JsonObject {
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const operation of operations) {
    const path = operation.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: operationObject(operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'backup-manager',
      version,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: mountPath === '' ? '/' : mountPath }],
    tags: [
      { name: 'service', description: 'How things stand' },
      { name: 'backups', description: 'Making and tending backups' },
      { name: 'restore', description: 'Taking data out, putting it back' },
      { name: 'runs', description: 'What happens and what happened' },
    ],
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: SECURITY_DESCRIPTION } },
    },
  };
}
