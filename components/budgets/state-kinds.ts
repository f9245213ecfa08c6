export const STATE_KINDS = { over: "bad", warning: "warn", within: "ok", unknown: "none" } as const
