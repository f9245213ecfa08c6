import { Section } from "@/components/ui/section"

/** The whole of a page that the asker's role keeps closed: why, and who can open it. */
export function Forbidden({ sentence }: { sentence: string }) {
  return (
    <Section title="Not allowed">
      <p className="py-2 text-ink-2">{sentence}</p>
    </Section>
  )
}
