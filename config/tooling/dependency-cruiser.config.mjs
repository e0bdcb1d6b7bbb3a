// The law of the house: domain <- application <- adapters <- main; an arrow points at what may be imported.
// The rules are allowlists with anchored paths, so that a folder added tomorrow is forbidden until it is
// allowed here. Patterns stand in arrays, one each: the architecture test proves that every one of them
// matches something, and plants one violation a rule to prove that it bites.

const technology = { dependencyTypesNot: ['core', 'npm'] };

/** An npm package by its name: resolved, not installed, or by its types. */
const npm = (name) => `^(node_modules/)?(@types/)?${name}(/|$)`;

const sharedOutboundRooms = [
  '^src/adapters/outbound/sqlite-file/',
  '^src/adapters/outbound/codec/',
  '^src/adapters/outbound/files/',
  '^src/adapters/outbound/child-process/',
  '^src/adapters/outbound/in-memory-disk/',
];

const sqliteRooms = [
  '^src/adapters/outbound/database-snapshotter/',
  '^src/adapters/outbound/database-browser/',
  '^src/adapters/outbound/row-counter/',
  '^src/adapters/outbound/database-inspector/',
  '^src/adapters/outbound/database-probe/',
  '^src/adapters/outbound/database-restorer/',
  '^src/adapters/outbound/in-place-restorer/',
  '^src/adapters/outbound/operation-lock/',
  '^src/adapters/outbound/sqlite-file/',
];

/** The page: another program, for another machine. */
const page = '^src/adapters/inbound/dashboard/';
const apiSchemas = '^src/adapters/inbound/http/schemas/';
/** Bundled with it, so that an installation does without them. */
const pagePackages =
  '^(node_modules/)?(preact|@preact/signals|uplot|@tanstack/virtual-core|eventsource-parser|pretty-bytes)(/|$)';

const entries = [
  '^src/main/cli\\.ts$',
  '^src/main/library\\.ts$',
  '^src/main/koa\\.ts$',
  '^src/main/capture-process\\.ts$',
  '^src/adapters/inbound/dashboard/public/theme\\.js$',
];

const forbidden = [
  {
    name: 'domain-is-pure',
    comment:
      'The domain holds the rules that must be right, and computes: no npm package, no node: module, no outer room. Give it the value that it needs as an argument.',
    from: { path: ['^src/domain/'] },
    to: { pathNot: ['^src/domain/'] },
  },
  {
    name: 'application-knows-no-technology',
    comment:
      'A use case speaks to the world through a port. If it needs something new of the world, write the port in src/application/ports and the adapter in src/adapters/outbound.',
    from: { path: ['^src/application/'] },
    to: { pathNot: ['^src/domain/', '^src/application/'] },
  },
  {
    name: 'port-speaks-domain',
    comment:
      'A port is written in domain types and other ports: an adapter that had to import a use case to implement its port would turn the arrow round.',
    from: { path: ['^src/application/ports/'] },
    to: { pathNot: ['^src/domain/', '^src/application/ports/'] },
  },
  {
    name: 'outbound-room-keeps-to-itself',
    comment:
      'An outbound room imports domain, ports, its own room and the shared rooms, so that a technology can be thrown away with its folder. Never a sibling, an inbound room or a use case; what two rooms share is a port or a shared room.',
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
      'An inbound room translates a caller into use cases: it imports domain and application. Adapters reach it through main, and a sibling (cli, library, ...) never: what two callers share belongs into the application.',
    from: { path: ['^src/adapters/inbound/([^/]+)/'], pathNot: [page] },
    to: {
      pathNot: ['^src/domain/', '^src/application/', '^src/adapters/inbound/$1/'],
      ...technology,
    },
  },
  {
    name: 'page-runs-in-a-browser',
    comment:
      'The page speaks to the service over HTTP alone. It may import the rules of the domain, the packages that are bundled with it, and of the API the types of its schemas; nothing that needs Node or a use case.',
    from: { path: [page] },
    to: { pathNot: [page, '^src/domain/', apiSchemas, pagePackages, npm('zod')] },
  },
  {
    name: 'page-takes-types-of-the-api',
    comment:
      'One definition for the service and its page: the page derives its types from the schemas (import type), but must not carry them, nor zod, to every browser.',
    from: { path: [page] },
    to: { path: [apiSchemas, npm('zod')], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'nobody-imports-the-page',
    comment:
      'The page is a program of its own, built by Vite and served as files: its code needs a browser, and does not exist in a process of Node.',
    from: { path: ['^src/'], pathNot: [page] },
    to: { path: [page] },
  },
  {
    name: 'nothing-imports-main',
    comment:
      'main composes everybody, so nobody may know it. What an inner room wants of it comes in through the constructor.',
    from: { path: ['^src/'], pathNot: ['^src/main/'] },
    to: { path: ['^src/main/'] },
  },
  {
    name: 'composition-libraries-only-in-main',
    comment:
      'The container and the settings schema are wiring. Classes elsewhere are plain: no decorators, no container, settings as constructor values.',
    from: { path: ['^src/'], pathNot: ['^src/main/'] },
    to: { path: [npm('inversify'), npm('reflect-metadata'), npm('convict')] },
  },
  {
    name: 'prom-client-only-in-metrics',
    comment:
      'Who measures tells the Metrics port; which library counts and writes the format is one adapter’s affair.',
    from: { path: ['^src/'], pathNot: ['^src/adapters/outbound/metrics/'] },
    to: { path: [npm('prom-client')] },
  },
  {
    name: 'bunyan-only-in-logger',
    comment:
      'Everybody logs through the Logger port; which library writes the lines is one adapter’s affair.',
    from: { path: ['^src/'], pathNot: ['^src/adapters/outbound/logger/'] },
    to: { path: [npm('bunyan')] },
  },
  {
    name: 'nodemailer-only-in-notifier',
    comment:
      'Everybody notifies through the Notifier port; mail is one of its channels, and who sends none does not load it.',
    from: { path: ['^src/'], pathNot: ['^src/adapters/outbound/notifier/'] },
    to: { path: [npm('nodemailer')] },
  },
  {
    name: 'croner-only-in-calendar',
    comment:
      'What due, overdue and missed mean is for the domain to say; which library reckons the moments of a cron expression is the calendar’s affair.',
    from: { path: ['^src/'], pathNot: ['^src/adapters/outbound/calendar/'] },
    to: { path: [npm('croner')] },
  },
  {
    name: 'sqlite-only-in-sqlite-rooms',
    comment:
      'Opening a database has rules of its own (read-only, never checkpointed, source files only in a child process): code that may do so lives in these rooms.',
    from: { path: ['^src/'], pathNot: sqliteRooms },
    to: { path: ['^(node:)?sqlite$', npm('sql\\.js')] },
  },
  {
    name: 'web-framework-only-in-http-room',
    comment:
      'koa belongs to the HTTP room alone, which is loaded when a service starts: a command line must not carry a web server.',
    from: { path: ['^src/'], pathNot: ['^src/adapters/inbound/http/'] },
    to: { path: [npm('koa[^/]*'), npm('@koa')] },
  },
  {
    name: 'no-cycle',
    comment: 'Two modules that need each other are one module, or lack a third that both may import.',
    from: { path: ['^src/'] },
    to: { circular: true },
  },
  {
    name: 'no-orphan',
    comment: 'A module that nobody imports and that imports nobody is dead. Only the entries stand alone.',
    from: { path: ['^src/'], orphan: true, pathNot: entries },
    to: {},
  },
  {
    name: 'src-knows-no-test',
    comment:
      'What ships does not depend on what proves it. In-memory adapters are first-class: they live in src.',
    from: { path: ['^src/'] },
    to: { path: ['^test/'] },
  },
  {
    name: 'only-shipped-dependencies',
    comment:
      'What is imported must be there after `npm install --omit=dev`: in "dependencies", or a part of Node.',
    from: { path: ['^src/'], pathNot: [page] },
    to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'everything-resolves',
    comment: 'An import that leads nowhere fails at run time, and slips past every path rule above.',
    from: { path: ['^src/'] },
    to: { couldNotResolve: true },
  },
].map((rule) => ({ severity: 'error', ...rule }));

export default {
  forbidden,
  options: {
    // `import type` is a dependency too: the law is about what a file must know, not what is left of it.
    tsPreCompilationDeps: true,
    doNotFollow: { path: ['node_modules'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
    },
  },
};
