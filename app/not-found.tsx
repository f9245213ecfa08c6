import type { Metadata } from "next"
import { TextLink } from "@/components/ui/text-link"

export const metadata: Metadata = { title: "Not found" }

export default function NotFound() {
  return (
    <main className="px-(--gutter) py-10">
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
