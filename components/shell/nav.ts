export interface NavItem {
  href: string
  label: string
  /** The range and filters go along: the page shows spend. */
  keepsView: boolean
}

export interface NavGroup {
  label: string
  items: readonly NavItem[]
}

/** The pages there are, in the order of the rail. */
export const NAV: readonly NavGroup[] = [
  {
    label: "Spend",
    items: [
      { href: "/", label: "Overview", keepsView: true },
      { href: "/explore", label: "Explore", keepsView: true },
      { href: "/events", label: "Events", keepsView: true },
      { href: "/change", label: "Change", keepsView: true },
      { href: "/anomalies", label: "Anomalies", keepsView: false },
      { href: "/reconcile", label: "Reconcile", keepsView: false },
      { href: "/showback", label: "Showback", keepsView: true },
      { href: "/reports", label: "Reports", keepsView: false },
    ],
  },
  {
    label: "Control",
    items: [
      { href: "/budgets", label: "Budgets", keepsView: false },
      { href: "/alerts", label: "Alerts", keepsView: false },
    ],
  },
  {
    label: "Providers",
    items: [
      { href: "/health", label: "Health", keepsView: false },
      { href: "/smoke", label: "Smoke", keepsView: false },
      { href: "/decide", label: "Decide", keepsView: false },
      { href: "/prices", label: "Prices", keepsView: false },
    ],
  },
  {
    label: "Set-up",
    items: [
      { href: "/sources", label: "Sources", keepsView: false },
      { href: "/attribution", label: "Attribution", keepsView: true },
      { href: "/settings", label: "Settings", keepsView: false },
    ],
  },
]
