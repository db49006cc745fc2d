import type { SerializedError } from "vitest";
import type { Reporter, TestCase, TestModule } from "vitest/node";

/**
 * Closes a run with the line `N passed, N failed, N skipped`, preceded by the reasons of the skips. Where the
 * environment variable `CI` is set, a skip fails the run unless its reason contains the text of `EXPECTED_SKIP`.
 * A skip's reason is the note of `context.skip(note)`; `test.skip` and its like have none.
 */
export class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const passed = tests.filter((test) => test.result().state === "passed");
    const failed = tests.filter((test) => test.result().state === "failed");
    const skipped = tests.filter((test) => test.result().state === "skipped");

    for (const reason of new Set(skipped.map(reasonOf))) {
      console.log(`${skipped.filter((test) => reasonOf(test) === reason).length} skipped: ${reason}`);
    }
    if (process.env.CI) refuse(skipped.filter((test) => !isExpected(reasonOf(test))));
    const failures = failed.length + failuresOutsideTests(modules) + unhandledErrors.length;
    console.log(`${passed.length} passed, ${failures} failed, ${skipped.length} skipped`);
  }
}

function reasonOf(test: TestCase): string {
  const result = test.result();
  return (result.state === "skipped" && result.note) || "no reason given";
}

function isExpected(reason: string): boolean {
  const expected = process.env.EXPECTED_SKIP;
  return Boolean(expected && reason.includes(expected));
}

function refuse(unexpected: readonly TestCase[]): void {
  if (unexpected.length === 0) return;
  for (const test of unexpected) console.log(`unexpected skip: ${test.module.relativeModuleId} > ${test.fullName}`);
  process.exitCode = 1;
}

/** Files that did not load and hooks that threw: their tests count as neither passed nor failed. */
function failuresOutsideTests(modules: readonly TestModule[]): number {
  return modules
    .flatMap((module) => [module, ...module.children.allSuites()])
    .filter((collection) => collection.errors().length > 0).length;
}
