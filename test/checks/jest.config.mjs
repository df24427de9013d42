// Jest runs the TypeScript sources as native ES modules; types are checked by tsc, not here.
export default {
  rootDir: '../..',
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/jest-global-setup.ts',
  globalTeardown: '<rootDir>/test/jest-global-teardown.ts',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript' },
          target: 'es2024',
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  // Longer than what a test waits for (15 s), as that tells what did not come.
  testTimeout: 40_000,
  maxWorkers: 2,
  // ES modules of test files that are over are never freed, so a worker that grew is replaced before it gets slow.
  workerIdleMemoryLimit: '1GB',
};
