import { CodeBlock } from "@/components/ui/code-block"
import { DescriptionList } from "@/components/ui/description-list"
import { ScrollFrame } from "@/components/ui/scroll-frame"
import { Section } from "@/components/ui/section"
import { TextLink } from "@/components/ui/text-link"
import type { AuditEntry } from "@/lib/auth/audit-schema"
import { formatInstant } from "@/lib/time-format"
import { type AuditChangeLine, auditChanges } from "./audit-changes"

const KINDS = { user: "Member", key: "API key", system: "Tollgate itself" } as const

const missing = <span className="text-ink-3">–</span>

function ChangeRow({ change: { field, before, after } }: { change: AuditChangeLine }) {
  return (
    <tr>
      <th scope="row" data-align="left">
        {field ?? "Value"}
      </th>
      <td data-align="left">
        <span className="block min-w-40 wrap-anywhere whitespace-normal">{before ?? missing}</span>
      </td>
      <td data-align="left">
        <span className="block min-w-40 wrap-anywhere whitespace-normal">{after ?? missing}</span>
      </td>
    </tr>
  )
}

/** An entry with all that it holds. */
export function AuditEntryDetail({ entry, zone }: { entry: AuditEntry; zone: string }) {
  const { id, at, actor, address, action, subject, before, after, previous_hash, hash } = entry
  const changes = auditChanges(before, after)
  return (
    <>
      <Section title={`Entry ${id}`} plain actions={<TextLink href="/settings/audit">All entries</TextLink>}>
        <DescriptionList
          items={[
            { term: "Time", value: formatInstant(new Date(at), zone) },
            { term: "Who", value: `${actor.name} (${KINDS[actor.kind]})` },
            { term: "Address", value: address ?? missing },
            { term: "Action", value: action },
            { term: "Subject", value: subject },
          ]}
        />
      </Section>
      <Section title="What changed">
        {changes.length === 0 ? (
          <p className="text-ink-2">The entry says all there is.</p>
        ) : (
          <ScrollFrame label="Before and after" focusable>
            <table className="table">
              <thead>
                <tr>
                  {["Field", "Before", "After"].map((name) => (
                    <th key={name} scope="col" data-align="left">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {changes.map((change) => (
                  <ChangeRow key={change.field ?? ""} change={change} />
                ))}
              </tbody>
            </table>
          </ScrollFrame>
        )}
      </Section>
      <Section title="Chain" note="SHA-256 over the hash before and this entry.">
        <DescriptionList
          items={[
            { term: "Hash before", value: <code>{previous_hash}</code> },
            { term: "Hash", value: <code>{hash}</code> },
          ]}
        />
        <div className="mt-4">
          <CodeBlock label="The entry as JSON" code={JSON.stringify(entry, null, 2)} />
        </div>
      </Section>
    </>
  )
}
