// Tells of each expectation when it is done, for on a real cluster one may take a minute.
/** @typedef {{ ancestorTitles: string[], title: string, status: string, duration?: number | null, failureMessages: string[] }} Result */

export default class ProgressReporter {
  /** The file whose expectations are told of. */
  #told = '';

  /** @param {{ path: string }} test @param {Result} result */
  onTestCaseResult({ path }, { ancestorTitles, title, status, duration, failureMessages }) {
    if (status === 'pending') return;
    if (this.#told !== path)
      console.log(`\n${path.split('/').at(-1)?.replace('.test.ts', '').replaceAll('-', ' ')}`);
    this.#told = path;
    const name = [...ancestorTitles, title].join(': ');
    console.log(`  ${status === 'passed' ? '✓' : '✕'} ${name} (${((duration ?? 0) / 1000).toFixed(1)} s)`);
    for (const message of failureMessages) console.log(message.replaceAll(/^/gm, '      '));
  }

  /** A file that could not even be loaded. @param {{ path: string }} test @param {{ failureMessage?: string | null, testResults: Result[] }} result */
  onTestFileResult({ path }, { failureMessage, testResults }) {
    if (failureMessage && testResults.length === 0) console.log(`\n${path}\n${failureMessage}`);
  }

  /** @param {unknown} _contexts @param {{ numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites: number, startTime: number }} results */
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, startTime }) {
    const seconds = Math.round((Date.now() - startTime) / 1000);
    const broken =
      numRuntimeErrorTestSuites > 0 ? `, ${numRuntimeErrorTestSuites} files could not be run` : '';
    console.log(`\n${numPassedTests} expectations held, ${numFailedTests} did not${broken}, in ${seconds} s`);
  }
}
