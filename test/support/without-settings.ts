/** No directory can be created there: what a test's processes know of backup directories ends with them. */
export const NO_STATE_HOME = '/dev/null';

/**
 * The environment for a process of the product: none of the machine's own `BACKUP_*` variables reach it, and nothing
 * is recorded in the home of the user who runs the tests.
 */
export function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const others = Object.entries(env).filter(
    ([key]) => !key.startsWith('BACKUP_') && key !== 'STATE_DIRECTORY',
  );
  return { ...Object.fromEntries(others), XDG_STATE_HOME: NO_STATE_HOME };
}
