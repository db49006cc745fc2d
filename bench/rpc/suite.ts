import type { Run, Suite } from "../harness/suite.js";

const rpc: Suite = {
  name: "rpc",
  title: "Calls",
  rows: ["hawser"],
  notes: "",
  async run(run: Run) {
    run.progress(0, 1, run.rows.join());
  },
};
export default rpc;
