import { Notice } from "@/components/ui/notice"

/** Parameters of the address that said nothing, so that nobody takes the figures for what they asked for. */
export function IgnoredNotice({ ignored }: { ignored: readonly string[] }) {
  if (ignored.length === 0) return null
  return (
    <div className="pt-4">
      <Notice state="info">
        Not understood and passed over in the address: <code>{ignored.join(", ")}</code>
      </Notice>
    </div>
  )
}
