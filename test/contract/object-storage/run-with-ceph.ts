// Runs the S3 contract and its faults on Ceph instead of Swift: npm run lab -- stores:ceph
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const PACKAGES = ['ceph-mon', 'ceph-osd', 'radosgw'];
const TESTS = ['s3-object-storage', 's3-faults'].map(
  (name) => `test/contract/object-storage/${name}.test.ts`,
);

function run(command: string, argv: readonly string[], env: NodeJS.ProcessEnv = {}): void {
  const { status, error } = spawnSync(command, argv, { stdio: 'inherit', env: { ...process.env, ...env } });
  if (status !== 0) throw new Error(`${command} failed`, { cause: error });
}

const isInstalled = PACKAGES.every(
  (name) => spawnSync('dpkg', ['--status', name], { stdio: 'ignore' }).status === 0,
);
if (!isInstalled) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], env);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...PACKAGES], env);
}
const mocha = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
const argv = [mocha, '--config', 'config/tooling/mocharc.json', '--reporter', 'spec', ...TESTS];
run(process.execPath, argv, { S3_TEST_SERVER: 'ceph' });
