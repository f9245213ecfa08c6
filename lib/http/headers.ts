/** A year; sent only where the server's own address is https. */
const HSTS = "max-age=31536000; includeSubDomains"

/** What every answer carries, page or API. */
export function securityHeaders(isHttps: boolean): Record<string, string> {
  return {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ...(isHttps ? { "strict-transport-security": HSTS } : {}),
  }
}

/** For answers that are data: nothing in them may run or be framed, and no cache may keep them. */
export function dataHeaders(isHttps: boolean): Record<string, string> {
  return {
    ...securityHeaders(isHttps),
    "cache-control": "private, no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  }
}

/** The policy of a page: only scripts that carry this request's nonce run, and what they load. */
export function pagePolicy(nonce: string, options: { isHttps: boolean; isDevelopment: boolean }): string {
  const { isHttps, isDevelopment } = options
  return [
    "default-src 'self'",
    // React's development build rebuilds server stacks with eval.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' 'nonce-${nonce}'`,
    // Charts place their marks by style attribute.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${isDevelopment ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "report-uri /api/csp-report",
    ...(isHttps ? ["upgrade-insecure-requests"] : []),
  ].join("; ")
}
