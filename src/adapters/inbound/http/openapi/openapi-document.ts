import type { JsonObject } from '../../documents/fields.ts';
import { SCOPES } from '../../../../domain/access/scope.ts';
import type { ApiOperation } from '../routes/api-operation.ts';
import { componentSchemas } from './json-schema.ts';
import { operationObject } from './operation-object.ts';

const DESCRIPTION = `Create, verify, list, clean up and restore backups of live SQLite databases.

Failures are problem documents (RFC 9457) with a stable \`code\` and a \`hint\`. Unknown parameters and fields are
refused with 400. \`Prefer: respond-async\` runs an operation in the background.`;

const SECURITY_DESCRIPTION = `A token from \`backup-manager token create\`. Each scope includes the ones before it:
${SCOPES.join(', ')}. \`x-scope\` is the scope that an operation needs. On a loopback address without configured
tokens, local callers need no token for operations with \`x-without-token: local\`.`;

/** @param mountPath prefix of the paths, e.g. `/admin`; empty at the root */
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
      { name: 'service', description: 'State of the service' },
      { name: 'backups', description: 'Create and manage backups' },
      { name: 'restore', description: 'Download, inspect and restore' },
      { name: 'runs', description: 'Jobs, events and run history' },
    ],
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: SECURITY_DESCRIPTION } },
    },
  };
}
