import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { type Cruise, cruise, readLaw, type Rule, type Violation } from './cruise.ts';

// Allowed files, and planted files that each violate one rule. All share one tree, because the tool needs seconds to
// start: each plant must violate its own rule and no other.

const lawful: Record<string, string> = {
  'src/domain/thing.ts': 'export const thing = 1;',
  'src/application/ports/store.ts':
    "import { thing } from '../../domain/thing.ts'; export const store = thing;",
  'src/application/use-thing.ts': "import { store } from './ports/store.ts'; export const useThing = store;",
  'src/adapters/outbound/codec/deflate.ts': "import 'node:zlib'; export const deflate = 1;",
  'src/adapters/outbound/sqlite-file/header.ts': "import 'node:sqlite'; export const header = 1;",
  'src/adapters/outbound/backup-store/disk-store.ts':
    "import { store } from '../../../application/ports/store.ts'; import '../codec/deflate.ts'; import 'zod'; export const diskStore = store;",
  'src/adapters/outbound/logger/bunyan-logger.ts': "import 'bunyan'; export const bunyanLogger = 1;",
  'src/adapters/outbound/notifier/email-notifier.ts': "import 'nodemailer'; export const emailNotifier = 1;",
  'src/adapters/outbound/calendar/croner-calendar.ts': "import 'croner'; export const cronerCalendar = 1;",
  'src/adapters/outbound/object-storage/s3.ts':
    "import type { S3 } from '@aws-sdk/client-s3'; export const load = (): Promise<S3> => import('@aws-sdk/client-s3');",
  'src/adapters/inbound/cli/program.ts':
    "import { useThing } from '../../../application/use-thing.ts'; import 'commander'; export const program = useThing;",
  'src/adapters/inbound/http/create-http-app.ts':
    "import 'koa'; import '../documents/thing.ts'; export const createHttpApp = 1;",
  'src/adapters/inbound/documents/thing.ts': "import 'zod'; export const thingSchema = 1;",
  'src/adapters/inbound/dashboard/main.tsx':
    "import 'preact'; import '../../../domain/thing.ts'; import type { thingSchema } from '../documents/thing.ts'; import type { z } from 'zod'; export type Main = typeof thingSchema | z;",
  'src/settings/settings.ts':
    "import '../domain/thing.ts'; import '../adapters/outbound/calendar/croner-calendar.ts'; import 'convict'; export const settings = 1;",
  'src/main/library.ts':
    "import 'inversify'; import '../settings/settings.ts'; import '../adapters/outbound/backup-store/disk-store.ts'; import '../adapters/inbound/cli/program.ts'; import '../adapters/inbound/http/create-http-app.ts'; export const library = 1;",
  // Closes the cycle of src/domain/egg.ts; the tool reports a cycle once.
  'src/domain/hen.ts': "import './egg.ts'; export const hen = 1;",
  'src/main/cli.ts': 'export {};',
  'test/support/builder.ts': 'export const builder = 1;',
};

const packages = [
  'age-encryption',
  'bunyan',
  'commander',
  'convict',
  'croner',
  'inversify',
  'koa',
  'nodemailer',
  'prom-client',
  'reflect-metadata',
  'sql.js',
  'zod',
];
const developmentPackages = ['preact', 'sinon'];
const optionalPackages = ['@aws-sdk/client-s3', 'ssh2-sftp-client'];

interface Plant extends Violation {
  readonly statement?: string;
  /** For a rule about folders, where `from` is no file. */
  readonly files?: Readonly<Record<string, string>>;
}

/** `from` gets an import of `to`: a file of the tree, a package or a Node module. */
const plants: readonly Plant[] = [
  { rule: 'domain-is-pure', from: 'src/domain/with-npm.ts', to: 'zod' },
  { rule: 'domain-is-pure', from: 'src/domain/with-node.ts', to: 'node:fs' },
  {
    rule: 'domain-is-pure',
    from: 'src/domain/with-type.ts',
    to: 'src/application/ports/store.ts',
    statement:
      "import type { store } from '../application/ports/store.ts'; export type Planted = typeof store;",
  },
  { rule: 'application-knows-no-technology', from: 'src/application/with-npm.ts', to: 'zod' },
  { rule: 'application-knows-no-technology', from: 'src/application/with-node.ts', to: 'node:fs' },
  {
    rule: 'application-knows-no-technology',
    from: 'src/application/with-adapter.ts',
    to: 'src/adapters/outbound/codec/deflate.ts',
  },
  {
    rule: 'port-speaks-domain',
    from: 'src/application/ports/with-use-case.ts',
    to: 'src/application/use-thing.ts',
  },
  {
    rule: 'outbound-room-keeps-to-itself',
    from: 'src/adapters/outbound/codec/with-sibling.ts',
    to: 'src/adapters/outbound/backup-store/disk-store.ts',
  },
  {
    rule: 'outbound-room-keeps-to-itself',
    from: 'src/adapters/outbound/backup-store/with-use-case.ts',
    to: 'src/application/use-thing.ts',
  },
  {
    rule: 'outbound-room-keeps-to-itself',
    from: 'src/adapters/outbound/backup-store/with-inbound.ts',
    to: 'src/adapters/inbound/cli/program.ts',
  },
  {
    rule: 'inbound-room-keeps-to-itself',
    from: 'src/adapters/inbound/cli/with-outbound.ts',
    to: 'src/adapters/outbound/codec/deflate.ts',
  },
  {
    rule: 'inbound-room-keeps-to-itself',
    from: 'src/adapters/inbound/library/with-sibling.ts',
    to: 'src/adapters/inbound/cli/program.ts',
  },
  { rule: 'documents-are-shapes', from: 'src/adapters/inbound/documents/with-node.ts', to: 'node:fs' },
  { rule: 'documents-are-shapes', from: 'src/adapters/inbound/documents/with-npm.ts', to: 'commander' },
  {
    rule: 'page-runs-in-a-browser',
    from: 'src/adapters/inbound/dashboard/with-use-case.tsx',
    to: 'src/application/use-thing.ts',
  },
  { rule: 'page-runs-in-a-browser', from: 'src/adapters/inbound/dashboard/with-node.ts', to: 'node:fs' },
  { rule: 'page-runs-in-a-browser', from: 'src/adapters/inbound/dashboard/with-npm.tsx', to: 'commander' },
  { rule: 'page-takes-types-of-the-api', from: 'src/adapters/inbound/dashboard/with-zod.ts', to: 'zod' },
  {
    rule: 'page-takes-types-of-the-api',
    from: 'src/adapters/inbound/dashboard/with-schema.ts',
    to: 'src/adapters/inbound/documents/thing.ts',
  },
  {
    rule: 'page-is-not-imported',
    from: 'src/main/with-page.ts',
    to: 'src/adapters/inbound/dashboard/main.tsx',
  },
  { rule: 'nothing-imports-main', from: 'src/stray/with-main.ts', to: 'src/main/library.ts' },
  {
    rule: 'settings-import-domain-and-shared-rooms',
    from: 'src/settings/with-use-case.ts',
    to: 'src/application/use-thing.ts',
  },
  {
    rule: 'settings-import-domain-and-shared-rooms',
    from: 'src/settings/with-codec.ts',
    to: 'src/adapters/outbound/codec/deflate.ts',
  },
  { rule: 'settings-only-for-main', from: 'src/stray/with-settings.ts', to: 'src/settings/settings.ts' },
  { rule: 'container-only-in-main', from: 'src/adapters/inbound/cli/with-container.ts', to: 'inversify' },
  {
    rule: 'container-only-in-main',
    from: 'src/adapters/outbound/codec/with-metadata.ts',
    to: 'reflect-metadata',
  },
  { rule: 'convict-only-in-settings', from: 'src/main/with-convict.ts', to: 'convict' },
  { rule: 'prom-client-only-in-metrics', from: 'src/main/with-prom-client.ts', to: 'prom-client' },
  { rule: 'bunyan-only-in-logger', from: 'src/main/with-bunyan.ts', to: 'bunyan' },
  { rule: 'nodemailer-only-in-notifier', from: 'src/main/with-nodemailer.ts', to: 'nodemailer' },
  { rule: 'croner-only-in-calendar', from: 'src/adapters/inbound/scheduler/with-croner.ts', to: 'croner' },
  {
    rule: 's3-sdk-only-in-object-storage',
    from: 'src/main/with-s3-sdk.ts',
    to: '@aws-sdk/client-s3',
    statement: "export const load = () => import('@aws-sdk/client-s3');",
  },
  {
    rule: 'sftp-client-only-in-object-storage',
    from: 'src/main/with-sftp-client.ts',
    to: 'ssh2-sftp-client',
    statement: "export const load = () => import('ssh2-sftp-client');",
  },
  {
    rule: 'optional-packages-load-when-used',
    from: 'src/adapters/outbound/object-storage/with-static-sdk.ts',
    to: '@aws-sdk/client-s3',
  },
  { rule: 'age-library-only-in-age-room', from: 'src/main/with-age.ts', to: 'age-encryption' },
  {
    rule: 'optional-packages-load-when-used',
    from: 'src/adapters/outbound/object-storage/with-static-sftp-client.ts',
    to: 'ssh2-sftp-client',
  },
  { rule: 'sqlite-only-in-sqlite-rooms', from: 'src/main/with-sqlite.ts', to: 'node:sqlite' },
  { rule: 'sqlite-only-in-sqlite-rooms', from: 'src/adapters/outbound/codec/with-sql-js.ts', to: 'sql.js' },
  { rule: 'web-framework-only-in-http-room', from: 'src/adapters/inbound/cli/with-koa.ts', to: 'koa' },
  { rule: 'no-cycle', from: 'src/domain/egg.ts', to: 'src/domain/hen.ts' },
  {
    rule: 'page-views-have-no-cycle',
    from: 'src/adapters/inbound/dashboard/views/runs',
    to: 'src/adapters/inbound/dashboard/views/things',
    files: {
      'src/adapters/inbound/dashboard/views/runs/run-list.ts': "import '../things/thing-row.ts'; export {};",
      'src/adapters/inbound/dashboard/views/runs/run-row.ts': 'export const runRow = 1;',
      'src/adapters/inbound/dashboard/views/things/thing-list.ts': "import '../runs/run-row.ts'; export {};",
      'src/adapters/inbound/dashboard/views/things/thing-row.ts': 'export const thingRow = 1;',
    },
  },
  {
    rule: 'no-orphan',
    from: 'src/domain/forgotten.ts',
    to: 'src/domain/forgotten.ts',
    statement: 'export const forgotten = 1;',
  },
  { rule: 'src-knows-no-test', from: 'src/main/with-test.ts', to: 'test/support/builder.ts' },
  { rule: 'only-shipped-dependencies', from: 'src/main/with-development-package.ts', to: 'sinon' },
  {
    rule: 'everything-resolves',
    from: 'src/main/with-nothing.ts',
    to: './nowhere.ts',
    statement: "import './nowhere.ts'; export {};",
  },
];

describe('dependency rules', () => {
  let folder: string;
  let law: readonly Rule[];
  let found: Cruise;

  before(async () => {
    law = await readLaw();
    folder = mkdtempSync(join(tmpdir(), 'law-'));
    for (const [path, text] of Object.entries(lawful)) write(path, text);
    for (const name of [...packages, ...developmentPackages, ...optionalPackages]) plantPackage(name);
    write('package.json', JSON.stringify(manifest()));
    for (const plant of plants) {
      const files = plant.files ?? { [plant.from]: plant.statement ?? importOf(plant) };
      for (const [path, text] of Object.entries(files)) write(path, text);
    }
    found = cruise(folder);
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const plant of plants) {
    it(`${plant.rule} refuses ${plant.from} -> ${plant.to}`, () => {
      const caught = found.violations.filter(({ from }) => from === plant.from);
      expect(caught.map(({ rule }) => rule)).to.deep.equal([plant.rule]);
      expect(caught[0]?.to).to.include(bare(plant.to));
    });
  }

  it('accepts allowed files', () => {
    expect(found.violations.filter(({ from }) => from in lawful)).to.deep.equal([]);
  });

  it('have a planted violation each', () => {
    expect([...new Set(plants.map(({ rule }) => rule))].sort()).to.deep.equal(
      law.map(({ name }) => name).sort(),
    );
  });

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }

  function plantPackage(name: string): void {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    write(`node_modules/${name}/index.js`, 'exports.planted = 1;');
  }
});

function manifest(): object {
  const versions = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '1.0.0']));
  return {
    type: 'module',
    dependencies: versions(packages),
    peerDependencies: versions(optionalPackages),
    devDependencies: versions([...developmentPackages, ...optionalPackages]),
  };
}

function importOf({ from, to }: Plant): string {
  const up = '../'.repeat(from.split('/').length - 1);
  const specifier = /^(src|test)\//.test(to) ? up + to : to;
  return `import '${specifier}'; export {};`;
}

/** The tool drops the prefix `node:` where the module has a name without it. */
function bare(name: string): string {
  return name.replace(/^node:/, '');
}
