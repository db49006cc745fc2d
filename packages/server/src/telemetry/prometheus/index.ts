export { type MetricsHandlerOptions, metricsHandler } from "./metrics-handler.js";
export { type PrometheusOptions, prometheus } from "./prometheus.js";
