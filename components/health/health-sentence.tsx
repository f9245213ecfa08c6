/** What is wrong, before everything else; the largest words of the page. */
export function HealthSentence({ answer, details }: { answer: string; details: string | null }) {
  return (
    <section aria-label="How providers are now" className="border-b border-line pt-5 pb-4">
      <p className="max-w-180 text-lg leading-snug font-medium text-balance">{answer}</p>
      {details && <p className="mt-1.5 max-w-150 text-ink-2">{details}</p>}
    </section>
  )
}
