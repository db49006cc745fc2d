import type { SerializedError } from "vitest";
import type { Reporter, TestCase, TestModule } from "vitest/node";

/**
 * Closes a run with the line `N passed, N failed, N skipped`, preceded by every skip and its reason. Where the
 * environment variable `CI` is set, a skip fails the run unless its reason contains the text of `EXPECTED_SKIP`.
 * A skip's reason is the note of `context.skip(note)`; `test.skip` and its like have none.
 */
export class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const skipped = tests.filter((test) => test.result().state === "skipped");
    const unexpected = skipped.filter((test) => !isExpected(reasonOf(test)));
    const passedCount = tests.filter((test) => test.result().state === "passed").length;
    const failedCount = tests.filter((test) => test.result().state === "failed").length;

    for (const test of skipped) console.log(`skipped: ${test.fullName} (${reasonOf(test) ?? "no reason given"})`);
    if (process.env.CI && unexpected.length > 0) {
      console.log(`${unexpected.length} of these skips are unexpected, so this run fails.`);
      process.exitCode = 1;
    }
    const failures = failedCount + failuresOutsideTests(modules) + unhandledErrors.length;
    console.log(`${passedCount} passed, ${failures} failed, ${skipped.length} skipped`);
  }
}

function reasonOf(test: TestCase): string | undefined {
  const result = test.result();
  return result.state === "skipped" ? result.note : undefined;
}

function isExpected(reason: string | undefined): boolean {
  const expected = process.env.EXPECTED_SKIP;
  return Boolean(expected && reason?.includes(expected));
}

/** Files that did not load and hooks that threw: their tests count as neither passed nor failed. */
function failuresOutsideTests(modules: readonly TestModule[]): number {
  return modules
    .flatMap((module) => [module, ...module.children.allSuites()])
    .filter((collection) => collection.errors().length > 0).length;
}
