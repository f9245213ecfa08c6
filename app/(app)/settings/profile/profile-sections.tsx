import { NameForm } from "@/components/settings/name-form"
import { PasswordForm } from "@/components/settings/password-form"
import { ROLE_WORDS, sightWords } from "@/components/settings/role-words"
import { SignOutEverywhere } from "@/components/settings/sign-out-everywhere"
import { DescriptionList } from "@/components/ui/description-list"
import { ErrorState } from "@/components/ui/error-state"
import { RetryButton } from "@/components/ui/retry-button"
import { Section } from "@/components/ui/section"
import { getOrganisation } from "@/lib/auth/organisation"
import { getProfile } from "@/lib/auth/profile"
import { requireScope } from "@/lib/auth/session"
import { readSection } from "@/lib/http/read-section"
import { formatInstant } from "@/lib/time-format"

async function read() {
  const scope = await requireScope()
  const [{ zone }, profile] = await Promise.all([getOrganisation(scope), getProfile(scope)])
  return { zone, ...profile }
}

export async function ProfileSections() {
  const found = await readSection("Your profile", read)
  if (!found.ok) {
    const { sentence, requestId } = found
    return (
      <Section title="You">
        <ErrorState text={sentence} requestId={requestId ?? undefined} retry={<RetryButton />} />
      </Section>
    )
  }
  const { name, email, role, teams, last_sign_in_at: last, zone } = found.value
  return (
    <>
      <Section title="You">
        <DescriptionList
          items={[
            { term: "E-mail", value: email },
            { term: "Role", value: `${ROLE_WORDS[role].label}. ${ROLE_WORDS[role].may}` },
            { term: "Teams", value: sightWords(teams) },
            { term: "Last sign-in", value: last === null ? "–" : formatInstant(new Date(last), zone) },
          ]}
        />
        <NameForm name={name} />
      </Section>
      <Section title="Password" note="A change ends every session of yours.">
        <PasswordForm email={email} />
      </Section>
      <Section title="Sessions" note="A session left alone ends after 12 hours, any after 7 days.">
        <SignOutEverywhere />
      </Section>
    </>
  )
}
