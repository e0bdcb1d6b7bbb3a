import { Argument, type Command } from 'commander';
import type { CliSession } from './cli-session.ts';

const EXAMPLES = `
Completes commands, flags, their values, and the names of backups.

Examples:
  bash        source <(backup-manager completion bash)        needs the package bash-completion
  zsh         source <(backup-manager completion zsh)         after compinit
  fish        backup-manager completion fish | source
  powershell  backup-manager completion powershell | Out-String | Invoke-Expression`;

export function addCompletionCommand(program: Command, session: CliSession): void {
  program
    .command('completion')
    .description('print the completion script for a shell')
    .addArgument(new Argument('<shell>', 'name of the shell').choices(['bash', 'zsh', 'fish', 'powershell']))
    .addHelpText('after', EXAMPLES)
    .action(async (shell: string) => {
      const { completionScript } = await import('./completion.ts');
      session.output.raw(completionScript(shell, program.name()));
    });
}
