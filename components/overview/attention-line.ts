import type { NoticeState } from "@/components/ui/notice"

/** One thing that needs attention, and where it can be looked at. */
export interface AttentionLine {
  id: string
  state: NoticeState
  text: string
  href: string | null
  word: string
}
