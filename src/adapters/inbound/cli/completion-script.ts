import { script } from '@bomb.sh/tab';
import { capturedLog } from './captured-log.ts';

/** What the library's bash script does that bites its user, and what it has to be instead. */
const BASH_REPAIRS: readonly (readonly [found: RegExp, repaired: string])[] = [
  // Unquoted, a command substitution on the line being typed would run at each TAB.
  [/complete -- \$\{words\[@\]:1\}"/, `complete -- $(printf '%q ' "\${words[@]:1}")"`],
  // Read-only variables make sourcing ~/.bashrc a second time print errors.
  [/^readonly (?=ShellComp)/gm, ''],
  // Where we have nothing to offer, bash completes file names.
  [/^complete -F /m, 'complete -o default -F '],
];

/** The shell's completion script; it calls `<program> complete -- <words>` at each TAB. */
export function completionScript(shell: string, programName: string): string {
  const text = capturedLog(() => {
    script(shell, programName, programName);
  }).join('\n');
  const repairs = shell === 'bash' ? BASH_REPAIRS : [];
  return `${repairs.reduce((current, [found, repaired]) => current.replace(found, () => repaired), text)}\n`;
}
