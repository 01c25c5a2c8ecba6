import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { boundaries } from './scripts/lint/boundaries.mjs';

const TESTS = [
  '**/*.test.{ts,tsx}',
  'src-main/testing/**/*.ts',
  'src-main/*/testing{,-*}.ts',
  'src-renderer/testing/**/*.{ts,tsx}',
  'e2e/**/*.ts',
  'bench/**/*.ts',
];
const oneWay = 'Tests make their folders with src-main/testing/temporary-folder.ts.';
const nodeTest = ['test', 'it', 'describe', 'suite'];
const bridge = 'Only src-renderer/api.ts talks to the host.';

export default defineConfig(
  { ignores: ['out/', '.electron/', 'dist/', 'coverage/', 'node_modules/', '**/fixtures/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { sallyport: { rules: { boundaries } } },
    rules: {
      'sallyport/boundaries': 'error',
      'max-lines': ['error', { max: 300 }],
      eqeqeq: 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        { selector: 'ExportSpecifier[exported.name="default"]', message: 'Named exports only.' },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // test() of node:test gives a promise which the runner itself awaits.
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', name: nodeTest, package: 'node:test' }] },
      ],
      // `_name` marks a parameter that a signature forces upon us.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],

      // Relaxed, because they cost more than they find here:
      // a number in a text has one form,
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // `() => socket.end()` reads well and returns nothing anybody uses,
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // `while (true)` around a parser or a retry,
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // an interface may ask for a promise where one of its makers has nothing to await,
      '@typescript-eslint/require-await': 'off',
      // control characters are what a gateway's patterns look for,
      'no-control-regex': 'off',
      // and without enums (erasableSyntaxOnly) this one takes a tenth of the time and finds nothing.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
    },
  },
  {
    files: TESTS,
    rules: {
      'max-lines': ['error', { max: 500 }],
      // A test may look into parsed JSON and say what it knows: it fails loudly when wrong.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // A test's server may answer from an async handler: a rejection fails the run.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
    },
  },
  {
    files: [...TESTS, 'src-main/*/testing*.ts'],
    ignores: ['src-main/testing/temporary-folder.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        ...['node:fs', 'node:fs/promises'].map((name) => ({
          name,
          importNames: ['mkdtemp', 'mkdtempSync'],
          message: oneWay,
        })),
      ],
    },
  },
  {
    files: ['src-renderer/**/*.{ts,tsx}'],
    ignores: ['src-renderer/api.ts', ...TESTS],
    rules: {
      'no-restricted-globals': ['error', { name: 'sallyport', message: bridge }],
      'no-restricted-properties': [
        'error',
        ...['window', 'globalThis', 'self'].map((object) => ({
          object,
          property: 'sallyport',
          message: bridge,
        })),
      ],
    },
  },
  {
    // Tools look for a default export there.
    files: ['*.config.{ts,js}', 'scripts/lib/count-reporter.mjs'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // The launcher and the scripts run before anything is installed: plain JavaScript without
    // types.
    files: ['**/*.{js,mjs,cjs}'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'performance',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'URL',
          'Buffer',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    // Electron's oldest host has no ESM main.
    files: ['tools/electron-dev/default-app/main.cjs', 'bench/window/empty/main.cjs'],
    languageOptions: { sourceType: 'commonjs' },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
