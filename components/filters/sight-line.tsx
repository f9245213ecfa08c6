/** Below the controls, for a member kept to teams: whose spend the figures are. */
export function SightLine({ teams }: { teams: readonly string[] }) {
  return (
    <p className="mt-1 text-xs text-ink-2 wrap-anywhere">
      {teams.length > 0
        ? `Your teams: ${teams.join(", ")}. Every figure is of their spend alone.`
        : "You have no team, so there is no spend for you to see."}
    </p>
  )
}
