/** Zones that JavaScript, browsers included, still names by their former spelling. */
export const RENAMED_ZONES: Readonly<Record<string, string>> = {
  "Africa/Asmera": "Africa/Asmara",
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Godthab": "America/Nuuk",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
  "Pacific/Truk": "Pacific/Chuuk",
  "Pacific/Ponape": "Pacific/Pohnpei",
}

/** The time zones to choose from, UTC first and then by name. */
export function zoneChoices(): string[] {
  const names = Intl.supportedValuesOf("timeZone").map((zone) => RENAMED_ZONES[zone] ?? zone)
  return ["UTC", ...new Set(names.filter((zone) => zone !== "UTC").sort())]
}
