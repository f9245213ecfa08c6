export interface LaneOptions {
  /** Ways open at once to whoever does not dally. */
  connections: number
  /** After this long a way counts as held up and another opens beside it. */
  overdueMs: number
  /** Ways held up at once; beyond them whoever comes waits. */
  mostOverdue: number
}

export interface Lanes {
  isFree(): boolean
  /** Takes a way; `onOverdue` is told when another opens beside it. Returns how it is left. */
  enter(onOverdue: () => void): () => void
}

/** Ways of which those that are held up, as by a lock, keep none that come after them from going on. */
export function createLanes({ connections, overdueMs, mostOverdue }: LaneOptions): Lanes {
  let busy = 0
  let overdue = 0
  return {
    isFree: () => busy < connections,
    enter(onOverdue) {
      let isOverdue = false
      busy += 1
      const timer = setTimeout(() => {
        if (overdue >= mostOverdue) return
        isOverdue = true
        busy -= 1
        overdue += 1
        onOverdue()
      }, overdueMs)
      return () => {
        clearTimeout(timer)
        if (isOverdue) overdue -= 1
        else busy -= 1
      }
    },
  }
}
