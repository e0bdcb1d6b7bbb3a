// Runs one of the long or special programs below: npm run lab -- NAME [arguments]
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAMS = {
  bench: { file: 'test/bench/run-bench.ts', does: 'compares speed and resources with other tools' },
  'bench:http': { file: 'test/bench/http/run-http-bench.ts', does: 'measures requests a second' },
  'bench:many': { file: 'test/bench/run-many.ts', build: true, does: 'backs up 1,000 databases in one run' },
  'bench:sftp': { file: 'test/bench/sftp/run-sftp-bench.ts', does: 'compares SFTP transfers with sftp' },
  'bench:page': {
    file: 'test/bench/page/run-page-bench.ts',
    does: 'measures loading and scrolling of the page',
  },
  'bench:stores': {
    file: 'test/bench/stores/run-stores.ts',
    does: 'compares uploads and downloads with rclone',
  },
  'bench:stores-memory': {
    file: 'test/bench/stores/run-stores-memory.ts',
    does: 'measures memory while a backup goes to S3 and back',
  },
  'bench:catalogue': {
    file: 'test/bench/stores/run-catalogue.ts',
    does: 'lists a bucket with 10,000 backups',
  },
  'bench:fleet': { file: 'test/bench/fleet/run-fleet.ts', does: 'measures fleet with 1,000 hosts' },
  torture: { file: 'test/torture/run-torture.ts', does: 'checks snapshots of a database under hard use' },
  'campaign:corruption': { file: 'test/campaign/run-campaign.ts', does: 'damages backups and verifies them' },
  'campaign:deltas': {
    file: 'test/campaign/deltas/run-delta-campaign.ts',
    does: 'compares deltas with those of an independent writer',
  },
  'campaign:faults': {
    file: 'test/campaign/run-fault-campaign.ts',
    does: 'kills runs and fails their calls',
  },
  'campaign:service': { file: 'test/campaign/service/run-service-campaign.ts', does: 'measures memory' },
  'campaign:stores': {
    file: 'test/campaign/stores/run-store-campaign.ts',
    does: 'backs up two hosts into one bucket and kills runs',
  },
  'fuzz:http': { file: 'test/fuzz/run-http-fuzz.ts', does: 'sends malformed requests to the service' },
  'stores:ceph': {
    file: 'test/contract/object-storage/run-with-ceph.ts',
    does: 'tests the S3 store on Ceph (installs it)',
  },
  screenshots: { file: 'test/screenshots/run-screenshots.ts', does: 'writes docs/images/page' },
  'container:check': {
    file: 'test/container/run-exercise.ts',
    build: true,
    does: 'runs the Dockerfile steps',
  },
};

const [name = '', ...args] = process.argv.slice(2);
const program = PROGRAMS[name];
if (program === undefined) {
  const lines = Object.entries(PROGRAMS).map(([key, { does }]) => `  ${key.padEnd(20)} ${does}`);
  console.error(['usage: npm run lab -- NAME [arguments]', ...lines].join('\n'));
  process.exit(2);
}
const options = { cwd: fileURLToPath(new URL('../..', import.meta.url)), stdio: 'inherit' };
// The terminal sends Ctrl-C to the program as well: wait for its own clean-up and exit code.
process.on('SIGINT', () => {});
if (program.build) {
  const build = spawnSync('npm', ['run', '--silent', 'build'], options);
  if (build.status !== 0) process.exit(build.status ?? 1);
}
const flags = ['--disable-warning=ExperimentalWarning', program.file, ...args];
const { status } = spawnSync(process.execPath, flags, options);
process.exit(status ?? 1);
