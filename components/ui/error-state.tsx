import type { ReactNode } from "react"
import { Status } from "./status"

export interface ErrorStateProps {
  /** What could not be done and why: `Spend could not be read: the database did not answer in 10 s.` */
  text: string
  requestId?: string | undefined
  /** A button or link that tries again. */
  retry?: ReactNode
}

/** Stands in the place of the section that failed, and of that one only. */
export function ErrorState({ text, requestId, retry }: ErrorStateProps) {
  return (
    <div role="alert" className="flex flex-wrap items-baseline gap-x-4 gap-y-1 py-2">
      <Status kind="bad">Not read</Status>
      <span>
        {text}
        {requestId && (
          <>
            {" "}
            Request <code>{requestId}</code>.
          </>
        )}
      </span>
      {retry}
    </div>
  )
}
