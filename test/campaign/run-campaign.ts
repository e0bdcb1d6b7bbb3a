// npm run lab -- campaign:corruption: damages backups, their records and databases, and counts the detected damage.
// Exits with 1 on undetected damage or a false alarm; see docs/corruption.md.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runArtifactCampaign } from './artifact-campaign.ts';
import { campaignOptions, USAGE, type CampaignOptions } from './campaign-options.ts';
import { formatArtifactCampaign, formatSourceCampaign, hasFailed } from './campaign-report.ts';
import { runSourceCampaign } from './source-campaign.ts';

function optionsOf(argv: readonly string[]): CampaignOptions {
  try {
    return campaignOptions(argv);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
    process.exit(2);
  }
}

async function main(): Promise<number> {
  const { cases, healthy, sources, seed } = optionsOf(process.argv.slice(2));
  process.stderr.write(`${String(cases)} cases, ${String(healthy)} healthy backups, seed ${String(seed)}\n`);
  const directory = await mkdtemp(join(tmpdir(), 'backup-manager-corruption-'));
  try {
    const ofArtifacts = await runArtifactCampaign({ directory, cases, healthy, seed });
    process.stdout.write(`${formatArtifactCampaign(ofArtifacts)}\n\n`);
    const ofSources = await runSourceCampaign(join(directory, 'sources'), sources, seed);
    process.stdout.write(`${formatSourceCampaign(ofSources)}\n`);
    return hasFailed(ofArtifacts, ofSources) ? 1 : 0;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

process.exitCode = await main();
