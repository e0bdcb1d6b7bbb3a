// npm run lab -- torture: makes snapshots of a database under heavy load and checks every one of them.
// Exits with 1 when one is wrong; see docs/torture.md.
import { existsSync } from 'node:fs';
import { runCampaign, type CampaignReport } from './campaign.ts';
import { runProgram } from './run-program.ts';
import { USAGE, planCampaigns, secondChance, type CampaignPlan } from './torture-options.ts';
import { formatReport, hasFailed } from './torture-report.ts';

const CANCELLED = 130;

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function plansOf(argv: readonly string[]): readonly CampaignPlan[] {
  try {
    const plans = planCampaigns(argv);
    if (process.platform !== 'linux')
      throw new Error('this runs on Linux only: it looks for processes in /proc');
    const missing = plans.find(({ cliPath }) => !existsSync(cliPath));
    if (missing !== undefined) throw new Error(`${missing.cliPath} is missing: run "npm run build" first`);
    return plans;
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exit(2);
  }
}

async function main(): Promise<number> {
  const plans = plansOf(process.argv.slice(2));
  const cancelled = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => cancelled.abort());
  const { stdout } = await runProgram('python3', ['-c', 'import sys; print(sys.executable)']);
  const reports: CampaignReport[] = [];
  const waiting = [...plans];
  for (let plan = waiting.shift(); plan !== undefined; plan = waiting.shift()) {
    if (cancelled.signal.aborted) break;
    say(`${plan.mode}, ${plan.taker}, ${plan.seconds} s, ${plan.writers} writers, seed ${plan.seed}`);
    const report = await runCampaign(plan, { python: stdout.trim(), signal: cancelled.signal, say });
    const again = report.isInconclusive ? secondChance(plan) : undefined;
    if (again === undefined) reports.push(report);
    else {
      say(`inconclusive: ${report.problems.join('; ')}`);
      waiting.unshift(again);
    }
  }
  process.stdout.write(`${formatReport(reports)}\n`);
  if (reports.some(hasFailed)) return 1;
  return cancelled.signal.aborted ? CANCELLED : 0;
}

process.exitCode = await main();
