import { connect } from "../../streams/contenders/by-hand-client.js";
import { answerPhases } from "./answer-phases.js";

await answerPhases(connect);
