export { type ConcurrencyLimitOptions, concurrencyLimit } from "./concurrency-limit.js";
export { type Logger, type LoggingOptions, logging } from "./logging.js";
export { type RateLimiter, type RateLimitOptions, rateLimit } from "./rate-limit.js";
