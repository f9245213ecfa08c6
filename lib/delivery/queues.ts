/** A worker that dies while it sends is noticed after so long, and another makes the attempt again. */
const HEARTBEAT_SECONDS = 10

export const DELIVERIES = { name: "deliveries", heartbeatSeconds: HEARTBEAT_SECONDS, retryDelay: 2 } as const
/** Letters that say an endpoint was switched off. */
export const NOTICES = { name: "endpoint-notices", heartbeatSeconds: 60, retryDelay: 60 } as const
