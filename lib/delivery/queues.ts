/** The queue's shortest patience with a worker that fell silent. Other workers have less (`take-over.ts`). */
const HEARTBEAT_SECONDS = 10

export const DELIVERIES = { name: "deliveries", heartbeatSeconds: HEARTBEAT_SECONDS, retryDelay: 0 } as const
/** Letters that say an endpoint was switched off. */
export const NOTICES = { name: "endpoint-notices", heartbeatSeconds: 60, retryDelay: 60 } as const
