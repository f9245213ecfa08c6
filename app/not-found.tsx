import type { Metadata } from "next"
import { Logo } from "@/components/shell/logo"
import { TextLink } from "@/components/ui/text-link"

export const metadata: Metadata = { title: "Not found" }

export default function NotFound() {
  return (
    <main className="px-(--gutter) py-10">
      <p className="mb-8 flex items-center gap-2 font-semibold">
        <Logo />
        Tollgate
      </p>
      <h1>There is nothing at this address</h1>
      <p className="mt-2 text-ink-2">
        It may have been mistyped, or what it named belongs to another organisation.{" "}
        <TextLink inline href="/">
          Overview
        </TextLink>
      </p>
    </main>
  )
}
