"use client"

import { useRouter } from "next/navigation"
import { useSending } from "@/components/settings/use-sending"
import { TextButton } from "@/components/ui/text-button"

interface Props {
  word: string
  /** What it does, and to what: read instead of the word. */
  title: string
  /** Asked one after another where they are several, as far as none is refused. */
  path: string | readonly string[]
  method: "POST" | "DELETE"
}

/** Asks for one thing of ours at once, and shows the page as it is then. */
export function ActButton({ word, title, path, method }: Props) {
  const router = useRouter()
  const { busy, fault, send } = useSending()
  const act = async () => {
    let done = 0
    for (const each of [path].flat()) {
      if ((await send<unknown>(each, method)) === undefined) break
      done += 1
    }
    if (done > 0) router.refresh()
  }
  return (
    <>
      <TextButton onClick={act} disabled={busy} aria-label={title}>
        {word}
      </TextButton>
      {fault && (
        <span role="alert" className="ml-2 text-xs text-bad">
          {fault}
        </span>
      )}
    </>
  )
}
