import tseslint from 'typescript-eslint';

const root = new URL('../../', import.meta.url).pathname;

// One list for each room; a later object replaces an earlier one's `no-restricted-syntax` whole, so the
// objects below compose these instead of relying on a merge that eslint does not do.
const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Named exports only: a file is found by the name of what it exports.',
};
const noTopLevelAwait = [
  'AwaitExpression:not(:function AwaitExpression)',
  'ForOfStatement[await=true]:not(:function ForOfStatement)',
].map((selector) => ({
  selector,
  message:
    'No top-level await: CommonJS applications load the library with require(esm), which refuses a module graph that awaits.',
}));
const noAmbientClock = [
  "NewExpression[callee.name='Date'][arguments.length=0]",
  "CallExpression[callee.name='Date']",
  "MemberExpression[object.name='Date'][property.name='now']",
  "MemberExpression[object.name='performance'][property.name='now']",
].map((selector) => ({
  selector,
  message: 'Ask the Clock port for the time: code that reads the ambient clock cannot be tested at midnight.',
}));

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'sample/', 'backup/', 'logs/'] },
  {
    files: ['src/**/*.ts', 'src/**/*.tsx', 'test/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A promise-returning method may satisfy an asynchronous port without having anything to await.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.ts', 'src/**/*.tsx'],
    rules: {
      'max-lines': ['error', { max: 250 }],
      'no-restricted-syntax': ['error', noDefaultExport, ...noTopLevelAwait],
    },
  },
  {
    files: ['src/domain/**/*.ts', 'src/application/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', noDefaultExport, ...noTopLevelAwait, ...noAmbientClock] },
  },
  {
    // Processes of their own, that no library imports.
    files: ['src/main/cli.ts', 'src/main/capture-process.ts'],
    rules: { 'no-restricted-syntax': ['error', noDefaultExport] },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', noDefaultExport],
      // chai's assertions are property reads, mocha's callbacks may be asynchronous.
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
);
