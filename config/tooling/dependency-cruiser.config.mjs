// Dependencies: domain <- application <- adapters <- main; an arrow points at what may be imported.
// The rules are allowlists with anchored paths: a new folder is forbidden until it is allowed here. The architecture
// test checks that every pattern (one per array entry) matches a file, and that every rule catches a planted violation.

const technology = { dependencyTypesNot: ['core', 'npm', 'npm-peer'] };

/** An npm package by its name: resolved, not installed, or its types. */
const npm = (name) => `^(node_modules/)?(@types/)?${name}(/|$)`;

const sharedOutboundRooms = [
  '^src/adapters/outbound/sqlite-file/',
  '^src/adapters/outbound/age/',
  '^src/adapters/outbound/codec/',
  '^src/adapters/outbound/files/',
  '^src/adapters/outbound/task-worker/',
  '^src/adapters/outbound/in-memory-disk/',
  '^src/adapters/outbound/object-storage/(object-storage|limited-parallel|record-cache|host-keys)\\.ts$',
];

const sqliteRooms = [
  '^src/adapters/outbound/database-snapshotter/',
  '^src/adapters/outbound/database-inspector/',
  '^src/adapters/outbound/database-probe/',
  '^src/adapters/outbound/database-restorer/',
  '^src/adapters/outbound/in-place-restorer/',
  '^src/adapters/outbound/operation-lock/',
  '^src/adapters/outbound/sqlite-file/',
];

/** The page runs in a browser. */
const page = '^src/adapters/inbound/dashboard/';
/** JSON shapes and their schemas, shared by the command line, the API and the page. */
const documents = '^src/adapters/inbound/documents/';
/** Bundled with the page, so no runtime dependencies. */
const pagePackages =
  '^(node_modules/)?(preact|@preact/signals|uplot|@tanstack/virtual-core|eventsource-parser|pretty-bytes)(/|$)';

const entries = [
  '^src/main/cli\\.ts$',
  '^src/main/library\\.ts$',
  '^src/main/koa\\.ts$',
  '^src/main/task-worker\\.ts$',
  '^src/adapters/inbound/dashboard/public/theme\\.js$',
];

const forbidden = [
  {
    name: 'domain-is-pure',
    comment: 'The domain is pure: no npm package, no node: module, no outer room. Pass values as arguments.',
    from: { path: ['^src/domain/'] },
    to: { pathNot: ['^src/domain/'] },
  },
  {
    name: 'application-knows-no-technology',
    comment:
      'Use cases reach the outside through ports. For something new, write the port in src/application/ports and its adapter in src/adapters/outbound.',
    from: { path: ['^src/application/'] },
    to: { pathNot: ['^src/domain/', '^src/application/'] },
  },
  {
    name: 'port-speaks-domain',
    comment:
      'A port uses domain types and other ports only. Otherwise its adapter would have to import a use case.',
    from: { path: ['^src/application/ports/'] },
    to: { pathNot: ['^src/domain/', '^src/application/ports/'] },
  },
  {
    name: 'outbound-room-keeps-to-itself',
    comment:
      'An outbound room imports domain, ports, its own room and the shared rooms, so that a technology can be removed with its folder. Two rooms share code through a port or a shared room.',
    from: { path: ['^src/adapters/outbound/([^/]+)/'] },
    to: {
      pathNot: [
        '^src/domain/',
        '^src/application/ports/',
        '^src/adapters/outbound/$1/',
        ...sharedOutboundRooms,
      ],
      ...technology,
    },
  },
  {
    name: 'inbound-room-keeps-to-itself',
    comment:
      'An inbound room calls use cases: it imports domain, application and the JSON documents, never outbound adapters (main passes them) or a sibling. Other code for two callers belongs into the application.',
    from: { path: ['^src/adapters/inbound/([^/]+)/'], pathNot: [page] },
    to: {
      pathNot: ['^src/domain/', '^src/application/', '^src/adapters/inbound/$1/', documents],
      ...technology,
    },
  },
  {
    name: 'documents-are-shapes',
    comment:
      'Documents turn results into JSON and describe it with zod. The page uses their types, so they need neither Node nor another package.',
    from: { path: [documents] },
    to: { pathNot: ['^src/domain/', '^src/application/', documents, npm('zod')] },
  },
  {
    name: 'page-runs-in-a-browser',
    comment:
      'The page uses the service over HTTP only. It may import the domain, its bundled packages, and the types of the API schemas; nothing that needs Node or a use case.',
    from: { path: [page] },
    to: { pathNot: [page, '^src/domain/', documents, pagePackages, npm('zod')] },
  },
  {
    name: 'page-takes-types-of-the-api',
    comment:
      'The page takes types from the API schemas (import type), but must not ship the schemas or zod to browsers.',
    from: { path: [page] },
    to: { path: [documents, npm('zod')], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'page-is-not-imported',
    comment: 'The page is a separate program, built by Vite and served as files: its code needs a browser.',
    from: { path: ['^src/'], pathNot: [page] },
    to: { path: [page] },
  },
  {
    name: 'nothing-imports-main',
    comment: 'main composes all rooms, so no room may import it. Pass values through constructors.',
    from: { path: ['^src/'], pathNot: ['^src/main/'] },
    to: { path: ['^src/main/'] },
  },
  {
    name: 'settings-import-domain-and-shared-rooms',
    comment:
      'Settings turn files, environment and flags into values. They use the domain and the rooms for files, log levels and cron expressions; never a use case or an inbound room.',
    from: { path: ['^src/settings/'] },
    to: {
      pathNot: [
        '^src/settings/',
        '^src/domain/',
        '^src/adapters/outbound/files/',
        '^src/adapters/outbound/logger/',
        '^src/adapters/outbound/calendar/',
      ],
      ...technology,
    },
  },
  {
    name: 'settings-only-for-main',
    comment:
      'main reads the settings and passes single values to constructors, so that a class can be tested without a configuration.',
    from: { path: ['^src/'], pathNot: ['^src/main/', '^src/settings/'] },
    to: { path: ['^src/settings/'] },
  },
  {
    name: 'container-only-in-main',
    comment: 'Classes outside of main are plain: no decorators and no container.',
    from: { path: ['^src/'], pathNot: ['^src/main/'] },
    to: { path: [npm('inversify'), npm('reflect-metadata')] },
  },
  {
    name: 'convict-only-in-settings',
    comment: 'convict merges the layers of the settings. Other code gets settings as constructor values.',
    from: { path: ['^src/'], pathNot: ['^src/settings/'] },
    to: { path: [npm('convict')] },
  },
  {
    name: 'prom-client-only-in-metrics',
    comment: 'Use the Metrics port: the library is a detail of one adapter.',
    from: { path: ['^src/'], pathNot: ['^src/adapters/outbound/metrics/'] },
    to: { path: [npm('prom-client')] },
  },
  {
    name: 'bunyan-only-in-logger',
    comment: 'Use the Logger port: the logging library is a detail of one adapter.',
    from: { path: ['^src/'], pathNot: ['^src/adapters/outbound/logger/'] },
    to: { path: [npm('bunyan')] },
  },
  {
    name: 'nodemailer-only-in-notifier',
    comment: 'Use the Notifier port: mail is one channel, loaded only when it is used.',
    from: { path: ['^src/'], pathNot: ['^src/adapters/outbound/notifier/'] },
    to: { path: [npm('nodemailer')] },
  },
  {
    name: 'croner-only-in-calendar',
    comment:
      'The domain defines due, overdue and missed. The calendar adapter computes the times of a cron expression.',
    from: { path: ['^src/'], pathNot: ['^src/adapters/outbound/calendar/'] },
    to: { path: [npm('croner')] },
  },
  {
    name: 's3-sdk-only-in-object-storage',
    comment: 'Use ObjectStorage: S3 is one of several technologies, and its package is optional.',
    from: { path: ['^src/'], pathNot: ['^src/adapters/outbound/object-storage/'] },
    to: { path: [npm('@aws-sdk')] },
  },
  {
    name: 'sftp-client-only-in-object-storage',
    comment: 'Use ObjectStorage: SFTP is one of several technologies, and its package is optional.',
    from: { path: ['^src/'], pathNot: ['^src/adapters/outbound/object-storage/'] },
    to: { path: [npm('ssh2-sftp-client')] },
  },
  {
    name: 'optional-packages-load-when-used',
    comment:
      'An optional package may not be installed. Import its types, and load it with import() when a store needs it.',
    from: { path: ['^src/'] },
    to: {
      path: [npm('@aws-sdk'), npm('ssh2-sftp-client')],
      dynamic: false,
      dependencyTypesNot: ['type-only', 'type-import'],
    },
  },
  {
    name: 'sqlite-only-in-sqlite-rooms',
    comment:
      'Opening a database has its own rules (read-only, never checkpointed, sources only in a child process): only these rooms may do it.',
    from: { path: ['^src/'], pathNot: sqliteRooms },
    to: { path: ['^(node:)?sqlite$', npm('sql\\.js')] },
  },
  {
    name: 'web-framework-only-in-http-room',
    comment: 'Only the HTTP room uses koa, so the command line does not load a web server.',
    from: { path: ['^src/'], pathNot: ['^src/adapters/inbound/http/'] },
    to: { path: [npm('koa[^/]*'), npm('@koa')] },
  },
  {
    name: 'age-library-only-in-age-room',
    comment:
      'Encryption is in one room, which loads the library only where something is encrypted or opened.',
    from: { path: ['^src/'], pathNot: ['^src/adapters/outbound/age/'] },
    to: { path: [npm('age-encryption')] },
  },
  {
    name: 'no-cycle',
    comment: 'Two modules that need each other are one module, or need a third that both import.',
    from: { path: ['^src/'] },
    to: { circular: true },
  },
  {
    name: 'page-views-have-no-cycle',
    comment:
      'Views of the page that need each other cannot be changed alone. Move what both need to its components or its state.',
    scope: 'folder',
    from: { path: [`${page}views/`] },
    to: { circular: true },
  },
  {
    name: 'no-orphan',
    comment: 'A module without any import in either direction is dead. Only the entries are exempt.',
    from: { path: ['^src/'], orphan: true, pathNot: entries },
    to: {},
  },
  {
    name: 'src-knows-no-test',
    comment: 'Shipped code does not depend on tests. In-memory adapters are in src.',
    from: { path: ['^src/'] },
    to: { path: ['^test/'] },
  },
  {
    name: 'only-shipped-dependencies',
    comment:
      'An import must exist after `npm install --omit=dev`: in "dependencies", optional in "peerDependencies", or in Node.',
    from: { path: ['^src/'], pathNot: [page] },
    to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm-peer'] },
  },
  {
    name: 'everything-resolves',
    comment: 'An unresolved import fails at run time, and escapes every path rule above.',
    from: { path: ['^src/'] },
    to: { couldNotResolve: true },
  },
].map((rule) => ({ severity: 'error', ...rule }));

export default {
  forbidden,
  options: {
    // Count `import type` too: the rules are about what a file must know.
    tsPreCompilationDeps: true,
    doNotFollow: { path: ['node_modules'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
    },
  },
};
