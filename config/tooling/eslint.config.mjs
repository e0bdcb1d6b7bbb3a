import tseslint from 'typescript-eslint';

const root = new URL('../../', import.meta.url).pathname;

// eslint does not merge `no-restricted-syntax` of several objects, so each object lists all its rules.
const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Named exports only: the file is named after its export.',
};
const noTopLevelAwait = [
  'AwaitExpression:not(:function AwaitExpression)',
  'ForOfStatement[await=true]:not(:function ForOfStatement)',
].map((selector) => ({
  selector,
  message: 'No top-level await: require(esm) of CommonJS applications refuses it.',
}));
const noAmbientClock = [
  "NewExpression[callee.name='Date'][arguments.length=0]",
  "CallExpression[callee.name='Date']",
  "MemberExpression[object.name='Date'][property.name='now']",
  "MemberExpression[object.name='performance'][property.name='now']",
].map((selector) => ({
  selector,
  message: 'Use the Clock port: code that reads the system clock cannot be tested at midnight.',
}));

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'sample/', 'backup/', 'logs/'] },
  {
    files: ['src/**/*.ts', 'src/**/*.tsx', 'test/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      // Naming a property is how a spread leaves it out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A method of an asynchronous port may have nothing to await.
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
    // Separate processes, not imported by the library.
    files: ['src/main/cli.ts', 'src/main/task-worker.ts'],
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
