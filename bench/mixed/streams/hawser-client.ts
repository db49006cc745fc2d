import { connect } from "../../streams/contenders/hawser-client.js";
import { answerPhases } from "./answer-phases.js";

await answerPhases(connect);
