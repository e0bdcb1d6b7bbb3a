/** No directory can be created there: records of backup directories end with the test's processes. */
export const NO_STATE_HOME = '/dev/null';

/**
 * The environment of a product process: without the machine's `BACKUP_*` variables, and without records in the home of
 * the user who runs the tests.
 */
export function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const others = Object.entries(env).filter(
    ([key]) => !key.startsWith('BACKUP_') && key !== 'STATE_DIRECTORY',
  );
  return { ...Object.fromEntries(others), XDG_STATE_HOME: NO_STATE_HOME };
}
