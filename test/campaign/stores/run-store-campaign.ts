import { existsSync, globSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { S3_CREDENTIALS, S3_REGION } from '../../support/s3-server.ts';
import { SwiftServer } from '../../support/swift-server.ts';
import { wholeNumber } from '../campaign-options.ts';
import { Random } from '../../torture/random.ts';
import { CampaignHost } from './campaign-host.ts';
import { leftoversIn } from './leftovers.ts';

const USAGE = 'usage: npm run lab -- campaign:stores [--captures N] [--seed S]';
const BUCKET_PREFIX = 'prod';
const TWO_DAYS = '+2d';

/**
 * Two hosts whose clocks differ by ten minutes back up into one bucket, with retention, while runs are killed. Then the
 * clocks of all go two days ahead, so that what the killed runs left is old enough to be swept.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { captures: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
  });
  const captures = wholeNumber('captures', values.captures, 2);
  const random = new Random(wholeNumber('seed', values.seed, 0));
  const [library] = globSync('/usr/lib/*/faketime/libfaketime.so.1');
  if (library === undefined || !existsSync(library))
    throw new Error('the Debian package faketime is missing');
  const server = await SwiftServer.start();
  try {
    const bucket = await server.createBucket();
    const store = {
      ...{ name: 'offsite', type: 's3', bucket, prefix: BUCKET_PREFIX, path_style: true, region: S3_REGION },
      ...{ endpoint: server.endpoint, max_backup_files: 4, keep_days: 1 },
      access_key_id: S3_CREDENTIALS.accessKeyId,
      secret_access_key: S3_CREDENTIALS.secretAccessKey,
    };
    const hosts = [
      new CampaignHost('east', store, { library, shift: '+10m' }, random.fork()),
      new CampaignHost('west', store, undefined, random.fork()),
    ] as const;
    try {
      await Promise.all(hosts.map((host) => host.run(captures / 2)));
      const left = await leftoversIn(server, bucket);
      say(`left by killed runs: ${JSON.stringify(left)}`);
      await travel(server, library);
      for (const host of hosts) await host.settle({ library, shift: TWO_DAYS });
      for (const host of hosts) await host.check(hosts.filter((other) => other !== host));
      const swept = await leftoversIn(server, bucket);
      say(`left after the sweep: ${JSON.stringify(swept)}`);
      const problems = hosts.flatMap((host) => host.problems);
      if (swept.unfinishedUploads + swept.dataWithoutManifest > 0) problems.push('the sweep left something');
      for (const host of hosts) say(host.summary());
      for (const problem of problems) say(`wrong: ${problem}`);
      say(`${String(problems.length)} wrong`);
      return problems.length === 0 ? 0 : 1;
    } finally {
      for (const host of hosts) host.remove();
    }
  } finally {
    await server.stop();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The server's clock decides what is old. */
async function travel(server: SwiftServer, library: string): Promise<void> {
  await server.kill();
  Object.assign(process.env, { LD_PRELOAD: library, FAKETIME: TWO_DAYS });
  try {
    await server.restart();
  } finally {
    delete process.env['LD_PRELOAD'];
    delete process.env['FAKETIME'];
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  say(USAGE);
  process.exitCode = 2;
}
