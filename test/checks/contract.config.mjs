// The contract suite alone, against the cluster that test/contract/run.ts names: one file after the other, without Redis.
import base from './jest.config.mjs';

const { globalSetup: _setup, globalTeardown: _teardown, ...rest } = base;

export default {
  ...rest,
  testMatch: ['<rootDir>/test/contract/**/*.test.ts'],
  reporters: ['<rootDir>/test/contract/progress-reporter.mjs'],
};
