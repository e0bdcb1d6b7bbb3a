import { expect } from 'chai';
import { describe, it } from 'mocha';
import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ENTRY = fileURLToPath(new URL('../../../src/main/cli.ts', import.meta.url));
const RECORDER = new URL('./record-imports.ts', import.meta.url).href;
const STUB = new URL('./stub-composition.ts', import.meta.url).href;
const PACKAGE = new URL('../../../package.json', import.meta.url);
const VERSION = (JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }).version;
const HEAVY =
  /inversify|reflect-metadata|convict|bunyan|cli-table3|cli-progress|sql\.js|node:sqlite|@bomb\.sh|compose-cli/;

function importedBy(...argv: string[]): { stdout: string; modules: string[] } {
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', RECORDER, ENTRY, ...argv], {
    encoding: 'utf8',
  });
  const modules = stderr
    .split('\n')
    .filter((line) => line.startsWith('import '))
    .map((line) => line.slice(7));
  return { stdout, modules };
}

describe('the entry', () => {
  for (const argv of [['--version'], ['--help'], ['create', '--help'], ['lst']]) {
    it(`runs ${argv.join(' ')} without loading heavy modules`, () => {
      const { stdout, modules } = importedBy(...argv);
      expect(modules).to.include(pathToFileURL(ENTRY).href);
      expect(modules.some((module) => module.includes('/commander/'))).to.equal(true);
      expect(modules.filter((module) => HEAVY.test(module))).to.deep.equal([]);
      if (argv[0] === '--version') expect(stdout).to.equal(`${VERSION}\n`);
    });
  }

  it('records a heavy module when one is loaded', () => {
    expect(importedBy('completion', 'bash').modules.some((module) => HEAVY.test(module))).to.equal(true);
  });

  it('returns the exit code to the shell', () => {
    const { status, stderr } = spawnSync(process.execPath, [ENTRY, 'lst'], { encoding: 'utf8' });
    expect(status).to.equal(2);
    expect(stderr).to.equal(
      "error: USAGE: unknown command 'lst'\nhint: Did you mean list? See: backup-manager --help\n",
    );
  });

  it('ends without an error when the reader of stdout ends', async () => {
    const child = spawnStubbed('list', '--json');
    child.stdout.destroy();
    const { status, stderr } = await ended(child);
    expect(status).to.equal(0);
    expect(stderr).to.not.include('EPIPE').and.not.include('error');
  });

  for (const [argv, status] of [
    [['list', '--json'], 6],
    [['lst', '--json'], 2],
  ] as const) {
    it(`ends ${argv.join(' ')} with ${String(status)} when the disk of stdout is full`, function () {
      if (!existsSync('/dev/full')) this.skip();
      const full = openSync('/dev/full', 'w');
      const child = spawnSync(process.execPath, ['--import', STUB, ENTRY, ...argv], {
        stdio: ['ignore', full, 'pipe'],
        encoding: 'utf8',
      });
      closeSync(full);
      expect(child.status).to.equal(status);
      expect(child.stderr).to.not.include('    at ');
      if (status === 6)
        expect(child.stderr).to.match(/^error: BACKUP_DIRECTORY: cannot write to stdout: ENOSPC/m);
    });
  }

  it('continues when the disk of stderr is full', function () {
    if (!existsSync('/dev/full')) this.skip();
    const full = openSync('/dev/full', 'w');
    const child = spawnSync(process.execPath, ['--import', STUB, ENTRY, 'health', '--json'], {
      stdio: ['ignore', 'pipe', full],
      encoding: 'utf8',
    });
    closeSync(full);
    expect(child.status).to.be.lessThan(3);
    expect(() => JSON.parse(child.stdout) as unknown).to.not.throw();
  });

  it('hides the SQLite warning of Node, and no other warning', async () => {
    const child = spawnStubbed('health');
    child.stdout.resume();
    const { stderr } = await ended(child);
    expect(stderr).to.include('something else').and.not.include('SQLite');
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`cancels a run on ${signal}`, async () => {
      const child = spawnStubbed('create', 'app.db', '--json');
      await says(child, 'started');
      child.kill(signal);
      const { status, stdout } = await ended(child);
      expect(status).to.equal(130);
      expect(JSON.parse(stdout)).to.have.nested.property('error.code', 'CANCELLED');
    });
  }

  it('ends at once on a second signal', async () => {
    const child = spawnStubbed('create', 'stubborn.db');
    await says(child, 'started');
    child.kill('SIGINT');
    await says(child, 'aborted');
    child.kill('SIGINT');
    expect((await ended(child)).status).to.equal(130);
  });
});

function spawnStubbed(...argv: string[]): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, ['--import', STUB, ENTRY, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function says(child: ChildProcessByStdio<null, Readable, Readable>, text: string): Promise<void> {
  let heard = '';
  child.stderr.setEncoding('utf8');
  while (!heard.includes(text)) {
    const [chunk] = (await once(child.stderr, 'data')) as [string];
    heard += chunk;
  }
}

async function ended(
  child: ChildProcessByStdio<null, Readable, Readable>,
): Promise<{ status: number; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const [status] = (await once(child, 'close')) as [number];
  return { status, stdout, stderr };
}
